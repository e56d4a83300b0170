#include "landbridge/io/tntp_words.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/base/words.hpp"

namespace landbridge::io {
namespace {

constexpr std::string_view end_tag = "END OF METADATA";
constexpr std::size_t shown_word_bytes_max = 40;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\v' || c == '\f'; }

template <class Number>
std::optional<Number> parsed(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<double> tntp_number(std::string_view text) {
  const auto value = parsed<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<std::int32_t> tntp_whole(std::string_view text) { return parsed<std::int32_t>(text); }

std::string tntp_quoted(std::string_view text) {
  if (text.size() <= shown_word_bytes_max) return fmt::format("'{}'", text);
  std::size_t end = shown_word_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return fmt::format("'{}…'", text.substr(0, end));
}

TntpHeader::TntpHeader(const TextFile& source, const std::vector<std::string_view>& known,
                       Diagnostics& diagnostics)
    : source_(source), diagnostics_(diagnostics) {
  const std::string_view text = source.text();
  for (std::size_t at = 0; at < text.size() && !data_offset_;) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = trim(text.substr(at, end - at));
    if (line.starts_with('<')) {
      read_tag(line, static_cast<std::size_t>(line.data() - text.data()), known);
    } else if (!line.empty() && !line.starts_with('~')) {
      diagnostics_.error(source.place_at(at),
                         fmt::format("{} stands before <{}>", tntp_quoted(line), end_tag),
                         fmt::format("write the data behind a line <{}>", end_tag));
      return;
    }
    at = end + 1;
    if (!tags_.empty() && tags_.back().name == end_tag) data_offset_ = std::min(at, text.size());
  }
  if (!data_offset_ && !diagnostics_.has_errors())
    diagnostics_.error({source.name(), 0, 0, {}}, fmt::format("there is no <{}>", end_tag),
                       "a file of this format begins with lines such as <NUMBER OF ZONES> 24 and "
                       "ends them with <END OF METADATA>");
}

void TntpHeader::read_tag(std::string_view line, std::size_t offset,
                          const std::vector<std::string_view>& known) {
  const std::size_t close = line.find('>');
  if (close == std::string_view::npos) {
    diagnostics_.error(source_.place_at(offset), "the tag has no '>'",
                       "write it as in <NUMBER OF ZONES> 24");
    return;
  }
  Tag tag{trim(line.substr(1, close - 1)), trim(line.substr(close + 1)), offset};
  if (find(tag.name) != nullptr) {
    diagnostics_.error(source_.place_at(offset), fmt::format("<{}> stands twice", tag.name),
                       "keep one of the two lines");
    return;
  }
  if (tag.name != end_tag && std::ranges::find(known, tag.name) == known.end()) {
    const std::string_view near = closest(tag.name, known);
    diagnostics_.error(
        source_.place_at(offset),
        fmt::format("the tag <{}> is not known{}", tntp_quoted(tag.name),
                    near.empty() ? std::string() : fmt::format("; did you mean <{}>?", near)),
        fmt::format("known are <{}> and <{}>", fmt::join(known, ">, <"), end_tag));
    return;
  }
  if (const std::size_t comment = tag.value.find('~');
      comment != std::string_view::npos && tag.name != "ORIGINAL HEADER")
    tag.value = trim(tag.value.substr(0, comment));
  if (tag.name == end_tag && !tag.value.empty())
    diagnostics_.error(source_.place_at(offset),
                       fmt::format("{} stands behind <{}>", tntp_quoted(tag.value), end_tag),
                       "begin the data on the next line");
  tags_.push_back(tag);
}

const TntpHeader::Tag* TntpHeader::find(std::string_view name) const {
  const auto found = std::ranges::find(tags_, name, &Tag::name);
  return found == tags_.end() ? nullptr : &*found;
}

SourcePlace TntpHeader::place_of(std::string_view tag) const {
  const Tag* found = find(tag);
  return found == nullptr ? SourcePlace{source_.name(), 0, 0, {}} : source_.place_at(found->offset);
}

std::optional<std::int32_t> TntpHeader::whole(std::string_view tag, std::int32_t least,
                                              std::int32_t most) {
  const Tag* found = find(tag);
  const std::string range = fmt::format("a whole number from {} to {}", least, most);
  if (found == nullptr) {
    diagnostics_.error({source_.name(), 0, 0, {}}, fmt::format("there is no <{}>", tag),
                       fmt::format("write it in the header with {}", range));
    return std::nullopt;
  }
  const auto value = tntp_whole(found->value);
  if (value && *value >= least && *value <= most) return value;
  diagnostics_.error(place_of(tag), fmt::format("<{}> is {}", tag, tntp_quoted(found->value)),
                     fmt::format("write {}", range));
  return std::nullopt;
}

std::optional<double> TntpHeader::number(std::string_view tag) {
  const Tag* found = find(tag);
  if (found == nullptr) return std::nullopt;
  const auto value = tntp_number(found->value);
  if (value && *value >= 0.0) return value;
  diagnostics_.error(place_of(tag), fmt::format("<{}> is {}", tag, tntp_quoted(found->value)),
                     "write a number that is not negative");
  return std::nullopt;
}

TntpWords::TntpWords(const TextFile& source, std::size_t offset)
    : text_(source.text()), at_(offset) {}

TntpWord TntpWords::next() {
  while (at_ < text_.size()) {
    if (is_blank(text_[at_])) {
      ++at_;
    } else if (text_[at_] == '~') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else {
      break;
    }
  }
  const std::size_t start = at_;
  if (at_ == text_.size()) return {{}, start};
  if (text_[at_] == ':' || text_[at_] == ';') return {text_.substr(at_++, 1), start};
  while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != ':' && text_[at_] != ';' &&
         text_[at_] != '~')
    ++at_;
  return {text_.substr(start, at_ - start), start};
}

TntpWord TntpWords::peek() {
  const std::size_t here = at_;
  const TntpWord word = next();
  at_ = here;
  return word;
}

}  // namespace landbridge::io
