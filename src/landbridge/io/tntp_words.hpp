#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// One word of a TNTP file: blanks separate words, ':' and ';' are words of their own, '~' begins
/// a comment.
struct TntpWord {
  std::string_view text;
  std::size_t offset = 0;  ///< in the file
};

/// The metadata of a TNTP file and where its data begin; errors for what is wrong with it.
class TntpHeader {
 public:
  /// `known`: every tag that this kind of file may have beside END OF METADATA.
  TntpHeader(const TextFile& source, const std::vector<std::string_view>& known,
             Diagnostics& diagnostics);

  bool is_complete() const { return data_offset_.has_value(); }
  std::size_t data_offset() const { return *data_offset_; }

  /// A whole number from `least` to `most`; an error if the tag is missing or wrong.
  std::optional<std::int32_t> whole(std::string_view tag, std::int32_t least, std::int32_t most);
  /// A number; nothing if the tag is missing. Negative ones are errors.
  std::optional<double> number(std::string_view tag);
  /// Where the tag stands, for messages; the file as a whole if it does not.
  SourcePlace place_of(std::string_view tag) const;

 private:
  struct Tag {
    std::string_view name;
    std::string_view value;
    std::size_t offset = 0;
  };
  void read_tag(std::string_view line, std::size_t offset,
                const std::vector<std::string_view>& known);
  const Tag* find(std::string_view name) const;

  const TextFile& source_;
  Diagnostics& diagnostics_;
  std::vector<Tag> tags_;
  std::optional<std::size_t> data_offset_;
};

/// Walks over the words of the data, comments left out.
class TntpWords {
 public:
  TntpWords(const TextFile& source, std::size_t offset);
  /// The next word; empty at the end.
  TntpWord next();
  TntpWord peek();

 private:
  std::string_view text_;
  std::size_t at_;
};

/// A finite number and nothing else; "+1" is one.
std::optional<double> tntp_number(std::string_view text);
std::optional<std::int32_t> tntp_whole(std::string_view text);

/// A word as it may stand in a message.
std::string tntp_quoted(std::string_view text);

}  // namespace landbridge::io
