#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

/// How large a file may be before reading it is refused. A limit that is met is a message, never a
/// hang or an exhausted memory.
struct TextLimits {
  std::uintmax_t bytes_max = std::uintmax_t{1} << 30;
  std::size_t line_bytes_max = std::size_t{1} << 20;
};
/// Tables and study files: lines that a person or a spreadsheet writes.
inline constexpr TextLimits table_limits{};
/// XML and JSON are often written without line breaks.
inline constexpr TextLimits document_limits{std::uintmax_t{1} << 30, std::size_t{1} << 26};

/// A text in memory that knows where its lines begin: valid UTF-8, no NUL, no byte order mark, and
/// '\n' at every line end ("\r\n" and a lone '\r' are accepted and replaced).
class TextFile {
 public:
  TextFile() = default;
  /// `text` must already be clean; read_text_file() and clean_text() make it so.
  TextFile(std::string name, std::string text);

  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }
  std::size_t lines() const { return line_starts_.size(); }

  /// Line `number`, counted from 1, without its end; empty if there is none.
  std::string_view line(int number) const;

  /// The place of byte `offset` of the text; columns count characters (code points) from 1.
  SourcePlace place_at(std::size_t offset) const;

  /// The place of a line, and optionally a column, with the line's text for the caret.
  SourcePlace place_of(int line_number, int column = 0) const;

 private:
  std::string name_;
  std::string text_;
  std::vector<std::size_t> line_starts_;
};

/// The whole file. Errors: missing, a folder, not readable, too large, a line too long, UTF-16,
/// bytes that are not UTF-8, NUL bytes; each with the line and what to do about it.
Read<TextFile> read_text_file(const std::filesystem::path& file,
                              const TextLimits& limits = table_limits);

/// The same checks on text that is already in memory, `name` standing for the file.
Read<TextFile> clean_text(std::string name, std::string bytes,
                          const TextLimits& limits = table_limits);

}  // namespace landbridge::io
