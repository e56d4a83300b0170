#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace landbridge::test {

/// What ctest reads as "passed, but something was skipped".
inline constexpr int skipped_exit_code = 77;

/// How many test cases of this run ended early because data was missing.
inline int skipped_cases = 0;

/// The folder of benchmark data, `$LANDBRIDGE_DATA` or `../shared/data` beside the source tree;
/// empty where there is none.
inline std::filesystem::path data_root() {
  if (const char* given = std::getenv("LANDBRIDGE_DATA")) return given;
  const char* source = std::getenv("LANDBRIDGE_SOURCE");
  const std::filesystem::path root = source ? source : ".";
  const auto beside = root / ".." / "shared" / "data";
  return std::filesystem::exists(beside) ? beside : std::filesystem::path{};
}

/// Says, visibly for ctest, that a test needs data that is not on this machine.
inline bool is_skipped_without(const std::filesystem::path& file) {
  if (!data_root().empty() && std::filesystem::exists(file)) return false;
  std::printf("SKIPPED: %s is not on this machine (set LANDBRIDGE_DATA)\n",
              file.filename().c_str());
  ++skipped_cases;
  return true;
}

}  // namespace landbridge::test
