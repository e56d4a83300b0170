#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "landbridge/base/result.hpp"

namespace landbridge::io {

/// A folder of results that appears as a whole or not at all.
///
///   auto folder = ResultFolder::begin("results/today");    // checks the target, changes nothing
///   if (!folder) return fail(folder.error());
///   if (auto w = folder->write("results.json", text); !w) return w;
///   if (auto w = folder->write("manifest.json", manifest); !w) return w;
///   return folder->commit();                               // takes the place of the old folder
///
/// Files go to a hidden folder beside the target. commit() makes them durable and exchanges the two
/// folders in one system call, so that an end at any moment (kill -9, power) leaves either the old
/// or the new results. What a killed run left behind is removed by the next begin() on the same
/// target: each run holds a lock on a file beside its folder, which the system releases at its end.
/// An existing target is replaced only if it is empty or holds a manifest.json with "landbridge".
class ResultFolder {
 public:
  /// Errors: the target is a file, or a folder that is not ours, or its parent cannot be written.
  static Result<ResultFolder> begin(const std::filesystem::path& target);

  ResultFolder(ResultFolder&&) noexcept;
  ResultFolder& operator=(ResultFolder&&) noexcept;
  ~ResultFolder();  ///< removes everything that was not committed

  /// Where the files of this run go until commit(); for writers that need a path (NetCDF).
  const std::filesystem::path& path() const;

  /// Writes a file, `name` being relative ("tables/nodes.csv"); folders are made as needed.
  Result<void> write(std::string_view name, std::string_view bytes);

  /// Puts the folder in its place. There must be a manifest.json that names landbridge.
  Result<void> commit();

 private:
  struct State;
  explicit ResultFolder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Replaces one file as a whole: written beside it, made durable, renamed over it.
Result<void> write_file_whole(const std::filesystem::path& file, std::string_view bytes);

/// Removes the unfinished folders and files of this process and lets nothing be written any more;
/// for the end by a signal, after which the process must end.
void discard_unfinished_results();

}  // namespace landbridge::io
