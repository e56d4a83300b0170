#include "landbridge/io/study_document.hpp"
#include "landbridge/io/toml_guard.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_documents = 100;

class Loader {
 public:
  explicit Loader(fs::path root) : root_(std::move(root)) {}

  void load(const fs::path& file, const SourcePlace& from) {
    const fs::path real = fs::weakly_canonical(file);
    if (std::ranges::find(open_, real) != open_.end()) {
      diagnostics.error(from, fmt::format("'{}' includes itself", name_of(file)),
                        "remove one include of the circle");
      return;
    }
    if (std::ranges::find(seen_, real) != seen_.end()) return;
    if (documents.size() >= most_documents) {
      diagnostics.error(from, fmt::format("a study may have at most {} files", most_documents));
      return;
    }
    if (from.line > 0 && !fs::exists(real)) {
      diagnostics.error(from, fmt::format("'{}' is not there", name_of(file)),
                        "file names are relative to the file that names them");
      return;
    }
    seen_.push_back(real);
    auto text = read_text_file(file);
    diagnostics.append(text.diagnostics);
    if (!text) return;
    parse(file, std::move(*text), real);
  }

  Diagnostics diagnostics;
  std::vector<StudyDocument> documents;

 private:
  std::string name_of(const fs::path& file) const {
    const fs::path relative = file.lexically_relative(root_);
    return relative.empty() ? file.string() : relative.string();
  }

  void parse(const fs::path& file, TextFile text, const fs::path& real) {
    if (!is_ascii_outside_quotes(text, diagnostics)) return;
    auto parsed = toml::parse(text.text());
    if (!parsed) {
      const auto at = parsed.error().source().begin;
      diagnostics.error(text.place_of(static_cast<int>(at.line), static_cast<int>(at.column)),
                        std::string(parsed.error().description()),
                        "see https://toml.io for the syntax of the file");
      return;
    }
    documents.push_back(
        {std::move(text), file.parent_path(), name_of(file), std::move(parsed).table()});
    const std::size_t index = documents.size() - 1;
    open_.push_back(real);
    include_all(index);
    open_.pop_back();
  }

  void include_all(std::size_t index) {
    const toml::node* include = documents[index].root.get("include");
    if (include == nullptr) return;
    const SourcePlace at = documents[index].place(*include);
    const toml::array* list = include->as_array();
    if (list == nullptr) {
      diagnostics.error(at, "include must be a list of file names",
                        R"(write include = ["claims.toml"])");
      return;
    }
    std::vector<std::string> names;
    for (const toml::node& item : *list) {
      if (const auto name = item.value<std::string>())
        names.push_back(*name);
      else
        diagnostics.error(documents[index].place(item), "include takes file names in quotes");
    }
    const fs::path folder = documents[index].folder;
    for (const std::string& name : names) load(folder / name, at);
  }

  fs::path root_;
  std::vector<fs::path> seen_, open_;
};

}  // namespace

SourcePlace StudyDocument::place(const toml::node& node) const {
  const auto at = node.source().begin;
  return source.place_of(static_cast<int>(at.line), static_cast<int>(at.column));
}

fs::path study_file(const fs::path& study) {
  return fs::is_directory(study) ? study / "study.toml" : study;
}

Read<std::vector<StudyDocument>> read_study_documents(const fs::path& study) {
  const fs::path file = study_file(study);
  Loader loader(file.parent_path());
  loader.load(file, SourcePlace{file.string(), 0, 0, {}});
  if (loader.diagnostics.has_errors())
    return read_failed<std::vector<StudyDocument>>(loader.diagnostics);
  return {std::move(loader.documents), std::move(loader.diagnostics)};
}

}  // namespace landbridge::io
