#pragma once

#include <filesystem>
#include <string>
#include <vector>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "landbridge/io/read.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// One TOML file of a study and the text it came from.
struct StudyDocument {
  TextFile source;
  std::filesystem::path folder;  ///< relative file names in it start here
  std::string path_in_study;     ///< for messages and the manifest
  toml::table root;

  SourcePlace place(const toml::node& node) const;
};

/// The study file and every file it includes, the study file first. Errors: syntax with its place,
/// a missing file, a file that includes itself through others, too many files.
Read<std::vector<StudyDocument>> read_study_documents(const std::filesystem::path& study);

/// The path of study.toml for a folder or a file.
std::filesystem::path study_file(const std::filesystem::path& study);

}  // namespace landbridge::io
