#include "landbridge/io/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "landbridge/io/result_folder.hpp"

namespace landbridge::io {
namespace {

constexpr int depth_max = 200;

std::string number_text(double value) {
  if (!std::isfinite(value)) return "null";
  if (value == 0.0) return "0.0";
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  std::string text(buffer.data(), end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string string_text(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool is_plain(const Json& value) { return !value.is_structured() || value.empty(); }

bool is_list_of_plain(const Json& value) {
  return value.is_array() && std::ranges::all_of(value, is_plain);
}

/// An entry of a list that reads best on one line: plain values and lists of them.
bool fits_one_line(const Json& value) {
  return std::ranges::all_of(value,
                             [](const Json& v) { return is_plain(v) || is_list_of_plain(v); });
}

class Writer {
 public:
  std::string take() { return std::move(text_); }

  void value(const Json& v, int depth, bool is_one_line) {
    if (v.is_object()) return object(v, depth, is_one_line);
    if (v.is_array()) return array(v, depth, is_one_line);
    if (v.is_number_float())
      text_ += number_text(v.get<double>());
    else if (v.is_string())
      text_ += string_text(v.get_ref<const std::string&>());
    else
      text_ += v.dump();
  }

 private:
  void object(const Json& v, int depth, bool is_one_line) {
    text_ += '{';
    bool is_first = true;
    for (const auto& [key, member] : v.items()) {
      separate(is_first, depth + 1, is_one_line);
      text_ += string_text(key);
      text_ += ": ";
      value(member, depth + 1, is_one_line || is_list_of_plain(member));
      is_first = false;
    }
    if (!is_first && !is_one_line) line(depth);
    text_ += '}';
  }

  void array(const Json& v, int depth, bool is_one_line) {
    text_ += '[';
    const bool is_flat = is_one_line || is_list_of_plain(v);
    bool is_first = true;
    for (const Json& member : v) {
      separate(is_first, depth + 1, is_flat);
      value(member, depth + 1, is_flat || fits_one_line(member));
      is_first = false;
    }
    if (!is_first && !is_flat) line(depth);
    text_ += ']';
  }

  void separate(bool is_first, int depth, bool is_one_line) {
    if (!is_first) text_ += is_one_line ? ", " : ",";
    if (!is_one_line) line(depth);
  }
  void line(int depth) {
    text_ += '\n';
    text_.append(2 * static_cast<std::size_t>(depth), ' ');
  }

  std::string text_;
};

/// What is behind "[json.exception...] parse error at line 1, column 2: ".
std::string plain_words(std::string_view what) {
  if (const auto close = what.find("] "); close != std::string_view::npos)
    what.remove_prefix(close + 2);
  if (what.starts_with("parse error"))
    if (const auto colon = what.find(": "); colon != std::string_view::npos)
      what.remove_prefix(colon + 2);
  return std::string(what);
}

/// Walks over JSON text that has already been found valid.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {}

  /// Offset of the value at the path, or of its key; `text.size()` if there is none.
  std::size_t find(const std::vector<std::string>& path) {
    std::size_t found = text_.size();
    blanks();
    for (const std::string& name : path) {
      const bool is_inside =
          text_[at_] == '{' ? enter_object(name, found) : enter_array(name, found);
      if (!is_inside) return text_.size();
    }
    return path.empty() ? at_ : found;
  }

 private:
  bool enter_object(const std::string& name, std::size_t& found) {
    ++at_;
    for (blanks(); at_ < text_.size() && text_[at_] != '}'; blanks()) {
      const std::size_t key_start = at_;
      skip_string();
      const std::string key =
          Json::parse(text_.substr(key_start, at_ - key_start)).get<std::string>();
      blanks();
      ++at_;  // ':'
      blanks();
      if (key == name) {
        found = key_start;
        return true;
      }
      skip_value();
      blanks();
      if (at_ < text_.size() && text_[at_] == ',') ++at_;
    }
    return false;
  }

  bool enter_array(const std::string& name, std::size_t& found) {
    if (text_[at_] != '[') return false;
    ++at_;
    std::size_t index = 0;
    for (blanks(); at_ < text_.size() && text_[at_] != ']'; blanks()) {
      if (fmt::format("{}", index++) == name) {
        found = at_;
        return true;
      }
      skip_value();
      blanks();
      if (at_ < text_.size() && text_[at_] == ',') ++at_;
    }
    return false;
  }

  void blanks() { at_ = std::min(text_.find_first_not_of(" \t\n\r", at_), text_.size()); }
  void skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\') ++at_;
    ++at_;
  }
  void skip_value() {
    int depth = 0;
    do {
      const char c = text_[at_];
      if (c == '"') {
        skip_string();
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      const bool is_token = std::string_view("{}[]:, \t\n\r").find(c) == std::string_view::npos;
      ++at_;
      if (is_token) at_ = std::min(text_.find_first_of("{}[]:,\" \t\n\r", at_), text_.size());
    } while (depth > 0 && at_ < text_.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// Offset of the bracket that opens one level too many, or of the text's end.
std::size_t first_too_deep(std::string_view text) {
  int depth = 0;
  bool is_in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_in_string) {
      if (c == '\\') ++i;
      if (c == '"') is_in_string = false;
      continue;
    }
    if (c == '"') is_in_string = true;
    if (c == '}' || c == ']') --depth;
    if ((c == '{' || c == '[') && ++depth > depth_max) return i;
  }
  return text.size();
}

/// Offset of the first key that its object already has (in a valid document), or the text's end.
std::size_t first_repeated_key(std::string_view text) {
  std::vector<std::set<std::string_view>> keys;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '{' || c == '[') keys.emplace_back();
    if (c == '}' || c == ']') keys.pop_back();
    if (c != '"') continue;
    const std::size_t start = i;
    for (++i; text[i] != '"'; ++i)
      if (text[i] == '\\') ++i;
    const std::size_t next = text.find_first_not_of(" \t\n\r", i + 1);
    const bool is_key = next != std::string_view::npos && text[next] == ':';
    if (is_key && !keys.back().insert(text.substr(start, i + 1 - start)).second) return start;
  }
  return text.size();
}

/// Line and column of what the parser complains about.
SourcePlace place_of_fault(const TextFile& source, const Json::exception& fault) {
  const auto* syntax = dynamic_cast<const Json::parse_error*>(&fault);
  if (syntax != nullptr) return source.place_at(syntax->byte > 0 ? syntax->byte - 1 : 0);
  const std::string_view what = fault.what();  // number overflow parsing '1e999'
  const auto open = what.find('\'');
  if (open == std::string_view::npos) return {source.name(), 0, 0, {}};
  const auto token = what.substr(open + 1, what.rfind('\'') - open - 1);
  return source.place_at(source.text().find(token));
}

}  // namespace

std::string to_json_text(const Json& value) {
  Writer writer;
  writer.value(value, 0, false);
  return writer.take() + '\n';
}

Result<void> write_json(std::string_view file_or_dash, const Json& value) {
  const std::string text = to_json_text(value);
  if (file_or_dash != "-") return write_file_whole(std::filesystem::path(file_or_dash), text);
  const std::size_t written = std::fwrite(text.data(), 1, text.size(), stdout);
  if (written != text.size() || std::fflush(stdout) != 0)
    return fail(Fault::io, "standard output", "the JSON could not be written",
                "check that the program that reads it is still running");
  return {};
}

Read<Json> parse_json(const TextFile& source) {
  Diagnostics diagnostics;
  const std::string& text = source.text();
  if (text.find_first_not_of(" \t\n") == std::string::npos) {
    diagnostics.error({source.name(), 0, 0, {}}, "the file is empty",
                      "a JSON document is expected");
    return read_failed<Json>(std::move(diagnostics));
  }
  if (const std::size_t deep = first_too_deep(text); deep < text.size()) {
    diagnostics.error(source.place_at(deep),
                      fmt::format("brackets are nested deeper than {}", depth_max),
                      "check that the file is the kind that is expected here");
    return read_failed<Json>(std::move(diagnostics));
  }
  Json value;
  try {  // the parser's only way to say what is wrong, and where
    value = Json::parse(text);
  } catch (const Json::exception& fault) {
    diagnostics.error(
        place_of_fault(source, fault), "not valid JSON: " + plain_words(fault.what()),
        "numbers are finite, with a decimal point; text and keys stand in double quotes");
    return read_failed<Json>(std::move(diagnostics));
  }
  if (const std::size_t twice = first_repeated_key(text); twice < text.size()) {
    const std::string key = text.substr(twice, text.find('"', twice + 1) + 1 - twice);
    diagnostics.error(source.place_at(twice),
                      fmt::format("the key {} appears twice in one object", key),
                      "give every entry its own key, or remove one of the two");
    return read_failed<Json>(std::move(diagnostics));
  }
  return read_ok(std::move(value));
}

Read<Json> read_json(const std::filesystem::path& file) {
  auto text = read_text_file(file, document_limits);
  if (!text) return read_failed<Json>(std::move(text.diagnostics));
  return parse_json(*text);
}

SourcePlace json_place(const TextFile& source, const std::vector<std::string>& path) {
  const std::size_t offset = Walker(source.text()).find(path);
  if (offset >= source.text().size()) return {source.name(), 0, 0, {}};
  return source.place_at(offset);
}

}  // namespace landbridge::io
