#include "landbridge/io/text_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"

namespace landbridge::io {
namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
constexpr std::size_t excerpt_bytes_max = 400;
constexpr double mebibyte = 1024.0 * 1024.0;

/// Bytes of the UTF-8 sequence that starts at `text[at]`, 0 if it is not valid: no overlong forms,
/// no surrogates, nothing above U+10FFFF [rfc3629].
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
  };
  const auto is_tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned char first = byte(at);
  const unsigned char second = byte(at + 1);
  if (first < 0x80U) return 1;
  if (first < 0xC2U) return 0;
  if (first < 0xE0U) return is_tail(at + 1) ? 2 : 0;
  if (first < 0xF0U) {
    if (first == 0xE0U && second < 0xA0U) return 0;
    if (first == 0xEDU && second > 0x9FU) return 0;
    return is_tail(at + 1) && is_tail(at + 2) ? 3 : 0;
  }
  if (first < 0xF5U) {
    if (first == 0xF0U && second < 0x90U) return 0;
    if (first == 0xF4U && second > 0x8FU) return 0;
    return is_tail(at + 1) && is_tail(at + 2) && is_tail(at + 3) ? 4 : 0;
  }
  return 0;
}

/// Offset of the first byte that is not text: invalid UTF-8 or NUL.
std::optional<std::size_t> first_bad_byte(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c != 0 && c < 0x80U) {
      ++at;
      continue;
    }
    const std::size_t length = c == 0 ? 0 : sequence_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

/// "\r\n" and '\r' become '\n', in place.
void unify_line_ends(std::string& text) {
  if (text.find('\r') == std::string::npos) return;
  std::size_t out = 0;
  for (std::size_t in = 0; in < text.size(); ++in) {
    if (text[in] == '\r') {
      text[out++] = '\n';
      if (in + 1 < text.size() && text[in + 1] == '\n') ++in;
    } else {
      text[out++] = text[in];
    }
  }
  text.resize(out);
}

bool is_utf16(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
}

Read<TextFile> one_error(SourcePlace place, std::string message, std::string hint) {
  Diagnostics diagnostics;
  diagnostics.error(std::move(place), std::move(message), std::move(hint));
  return read_failed<TextFile>(std::move(diagnostics));
}

int line_of(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::count(text.begin(),
                                         text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

/// The number of the first line that is longer than allowed, 0 if none is.
int first_long_line(std::string_view text, std::size_t line_bytes_max) {
  int number = 1;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    if (end - start > line_bytes_max) return number;
    start = end + 1;
    ++number;
  }
  return 0;
}

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

/// The bytes, or what the system says; stops one byte past the limit.
Result<std::string> read_bytes(const std::filesystem::path& path, std::uintmax_t bytes_max) {
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
  if (!file)
    return fail(Fault::io, path.string(), fmt::format("cannot be opened: {}", std::strerror(errno)),
                "check the name and that you may read the file");
  std::string bytes;
  std::array<char, 1 << 16> buffer{};
  while (bytes.size() <= bytes_max) {
    const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), file.get());
    if (got == 0) break;
    bytes.append(buffer.data(), got);
  }
  if (std::ferror(file.get()) != 0)
    return fail(Fault::io, path.string(), fmt::format("cannot be read: {}", std::strerror(errno)),
                "check the disk or the network drive");
  return bytes;
}

}  // namespace

TextFile::TextFile(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)), line_starts_{0} {
  for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1))
    if (at + 1 < text_.size()) line_starts_.push_back(at + 1);
}

std::string_view TextFile::line(int number) const {
  if (number < 1 || static_cast<std::size_t>(number) > line_starts_.size()) return {};
  const std::size_t start = line_starts_[static_cast<std::size_t>(number) - 1];
  const std::size_t end = std::min(text_.find('\n', start), text_.size());
  return std::string_view(text_).substr(start, end - start);
}

SourcePlace TextFile::place_at(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  if (line_starts_.empty()) return {name_, 0, 0, {}};
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto number = static_cast<int>(next - line_starts_.begin());
  const std::size_t start = *(next - 1);
  int column = 1;
  for (std::size_t i = start; i < offset; ++i)
    if ((static_cast<unsigned char>(text_[i]) & 0xC0U) != 0x80U) ++column;
  return place_of(number, column);
}

SourcePlace TextFile::place_of(int line_number, int column) const {
  const std::string_view text = line(line_number);
  const bool is_short = text.size() <= excerpt_bytes_max;
  return {name_, line_number, column, is_short ? std::string(text) : std::string{}};
}

Read<TextFile> clean_text(std::string name, std::string bytes, const TextLimits& limits) {
  if (bytes.size() > limits.bytes_max)
    return one_error({name, 0, 0, {}},
                     fmt::format("is larger than {:.0f} MiB, the most that is read",
                                 static_cast<double>(limits.bytes_max) / mebibyte),
                     "split the file or remove what is not needed");
  if (is_utf16(bytes))
    return one_error({name, 1, 0, {}}, "is UTF-16 text (it starts with its byte order mark)",
                     "save it as UTF-8; spreadsheets call this \"CSV UTF-8\"");
  if (bytes.starts_with(utf8_mark)) bytes.erase(0, utf8_mark.size());
  unify_line_ends(bytes);
  if (const int number = first_long_line(bytes, limits.line_bytes_max); number > 0)
    return one_error({name, number, 0, {}},
                     fmt::format("the line is longer than {:.0f} MiB, the most that is read",
                                 static_cast<double>(limits.line_bytes_max) / mebibyte),
                     "check that the file is the kind of text that is expected here");
  if (const auto bad = first_bad_byte(bytes)) {
    const auto value = static_cast<unsigned>(static_cast<unsigned char>(bytes[*bad]));
    const SourcePlace place{name, line_of(bytes, *bad), 0, {}};
    if (value == 0)
      return one_error(place, "there is a NUL byte, so this is not a text file",
                       "check that the file is the one that is meant, and not compressed");
    return one_error(place, fmt::format("byte 0x{:02X} is not UTF-8", value),
                     "save the file as UTF-8 (it may be in a Windows or DOS code page)");
  }
  return read_ok(TextFile(std::move(name), std::move(bytes)));
}

Read<TextFile> read_text_file(const std::filesystem::path& file, const TextLimits& limits) {
  const SourcePlace place{file.string(), 0, 0, {}};
  std::error_code status_error;
  const auto status = std::filesystem::status(file, status_error);
  if (status.type() == std::filesystem::file_type::not_found)
    return one_error(place, "there is no such file", "check the spelling and the folder");
  if (status_error)
    return one_error(place, fmt::format("cannot be opened: {}", status_error.message()),
                     "check the name and that you may read the file");
  if (status.type() == std::filesystem::file_type::directory)
    return one_error(place, "is a folder; a file is expected", "name a file inside it");
  const auto size = std::filesystem::file_size(file, status_error);
  if (!status_error && size > limits.bytes_max)
    return one_error(place,
                     fmt::format("is {:.0f} MiB large; at most {:.0f} MiB are read",
                                 static_cast<double>(size) / mebibyte,
                                 static_cast<double>(limits.bytes_max) / mebibyte),
                     "split the file or remove what is not needed");
  auto bytes = read_bytes(file, limits.bytes_max);
  if (!bytes) return one_error(place, bytes.error().what, bytes.error().hint);
  return clean_text(file.string(), std::move(*bytes), limits);
}

}  // namespace landbridge::io
