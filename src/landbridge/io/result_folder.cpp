#include "landbridge/io/result_folder.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mark = ".landbridge-unfinished-";
constexpr std::string_view lock_text = "landbridge: a run is writing the folder of this name\n";
constexpr std::size_t manifest_bytes_read = 1 << 16;

Error io_error(const fs::path& where, std::string_view deed, int number) {
  return {Fault::io, where.string(), fmt::format("{}: {}", deed, std::strerror(number)),
          "check that the folder exists, that you may write there and that the disk is not full"};
}

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

Result<void> sync_folder(const fs::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open()) return fail(io_error(folder, "cannot be opened", errno));
  if (::fsync(opened.get()) != 0 && errno != EINVAL)
    return fail(io_error(folder, "cannot be made durable", errno));
  return {};
}

Result<void> write_durably(const fs::path& file, std::string_view bytes) {
  const Descriptor opened(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!opened.is_open()) return fail(io_error(file, "cannot be written", errno));
  while (!bytes.empty()) {
    const ssize_t written = ::write(opened.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(io_error(file, "cannot be written", errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(opened.get()) != 0 && errno != EINVAL)
    return fail(io_error(file, "cannot be made durable", errno));
  return {};
}

/// What this process has not finished yet. Global because a signal ends the whole process at any
/// time; whoever creates or writes holds the mutex, so that nothing appears after the cleaning.
struct Unfinished {
  std::mutex mutex;
  std::map<fs::path, fs::path> lock_of_folder;
};
Unfinished& unfinished() {
  static Unfinished instance;
  return instance;
}

void remove_quietly(const fs::path& path) {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

std::string unique_suffix() {
  static std::atomic<unsigned> counter{0};
  return fmt::format("{}-{}", ::getpid(), counter++);
}

/// The start of every name that a run on this target uses beside it.
std::string stem_of(const fs::path& target) {
  return fmt::format(".{}{}", target.filename().string(), mark);
}

bool is_ours(const fs::path& folder) {
  std::ifstream manifest(folder / "manifest.json", std::ios::binary);
  if (!manifest) return false;
  std::string head(manifest_bytes_read, '\0');
  manifest.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(manifest.gcount()));
  return head.find("\"landbridge\"") != std::string::npos;
}

/// Whether the lock file is of a run that has ended: nobody held it, and it has our text or, if the
/// run was killed at once, the start of it. From then on we hold it.
bool takes_abandoned(const Descriptor& lock) {
  if (!lock.is_open() || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return false;
  std::string text(lock_text.size() + 1, '\0');
  const ssize_t got = ::pread(lock.get(), text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return lock_text.starts_with(text);
}

/// Removes what a killed run left. If it was killed between the two renames of a file system that
/// cannot exchange, the old results are still whole beside it: they go back. The lock file is held
/// until its name is gone; a run that made it only now sees that and makes another.
void clean_up_after(const fs::path& lock_file, const fs::path& target) {
  const Descriptor lock(::open(lock_file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
  if (!takes_abandoned(lock)) return;
  std::error_code ignored;
  const fs::path folder = fs::path(lock_file).replace_extension();
  const fs::path old_results = fs::path(folder).concat(".old");
  if (!fs::exists(target, ignored) && fs::exists(old_results, ignored))
    fs::rename(old_results, target, ignored);
  remove_quietly(old_results);
  remove_quietly(folder);
  remove_quietly(lock_file);
}

void clean_up_after_dead_runs(const fs::path& target) {
  const std::string stem = stem_of(target);
  std::error_code ignored;
  std::vector<fs::path> locks;
  for (const auto& entry : fs::directory_iterator(target.parent_path(), ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(stem) && name.ends_with(".lock")) locks.push_back(entry.path());
  }
  for (const fs::path& lock_file : locks) clean_up_after(lock_file, target);
}

/// Makes the lock file and takes it; -1 with errno if that fails. Whoever cleans up may have taken
/// and removed it between the two: then it has no name left and another is made.
int open_locked(const fs::path& lock_file) {
  for (;;) {
    const int lock = ::open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock < 0) return -1;
    struct ::stat state {};
    const bool is_held = ::flock(lock, LOCK_EX) == 0 && ::fstat(lock, &state) == 0;
    if (is_held && state.st_nlink > 0) return lock;
    const int number = errno;
    ::close(lock);
    errno = number;
    if (!is_held) return -1;
  }
}

/// Both names are exchanged in one step, where the file system can.
bool exchange(const fs::path& a, const fs::path& b) {
  return ::syscall(SYS_renameat2, AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0;
}

Result<fs::path> checked_target(const fs::path& given) {
  std::error_code error;
  const fs::path absolute = fs::weakly_canonical(fs::absolute(given), error);
  fs::path target = error ? fs::absolute(given) : absolute;
  if (!target.has_filename()) target = target.parent_path();
  if (!target.has_filename() || target == target.root_path())
    return fail(Fault::bad_input, given.string(), "is not a place for results",
                "name a folder that does not exist yet, as in --out results");
  const auto status = fs::status(target, error);
  if (status.type() == fs::file_type::not_found) return target;
  if (status.type() != fs::file_type::directory)
    return fail(Fault::bad_input, given.string(), "is a file; results need a folder",
                "name another folder, or remove the file");
  const bool is_empty = fs::is_empty(target, error);
  if (error) return fail(io_error(given, "cannot be looked into", error.value()));
  if (!is_empty && !is_ours(target))
    return fail(
        Fault::bad_input, given.string(),
        "is a folder that landbridge did not write (it has no manifest.json of ours), so it "
        "is left alone",
        "name another folder, or empty this one");
  return target;
}

}  // namespace

struct ResultFolder::State {
  fs::path given;
  fs::path target;
  fs::path folder;
  fs::path lock_file;
  int lock = -1;
  bool has_manifest = false;

  State(fs::path given_, fs::path target_, fs::path folder_, fs::path lock_file_)
      : given(std::move(given_)),
        target(std::move(target_)),
        folder(std::move(folder_)),
        lock_file(std::move(lock_file_)) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    const std::scoped_lock guard(unfinished().mutex);
    remove();
  }

  /// The lock file first, so that the folder is never without one. The mutex is held.
  Result<void> open() {
    unfinished().lock_of_folder[folder] = lock_file;
    lock = open_locked(lock_file);
    if (lock < 0) return fail(io_error(given, "nothing can be written beside it", errno));
    const auto size = static_cast<ssize_t>(lock_text.size());
    if (::pwrite(lock, lock_text.data(), lock_text.size(), 0) != size)
      return fail(io_error(given, "its lock file cannot be written", errno));
    std::error_code error;
    fs::create_directory(folder, error);
    if (error) return fail(io_error(given, "its folder cannot be made", error.value()));
    return {};
  }

  /// The lock file last, for the same reason. The mutex is held.
  void remove() {
    remove_quietly(folder);
    remove_quietly(lock_file);
    if (lock >= 0) ::close(lock);
    lock = -1;
    unfinished().lock_of_folder.erase(folder);
  }
};

ResultFolder::ResultFolder(std::unique_ptr<State> state) : state_(std::move(state)) {}
ResultFolder::ResultFolder(ResultFolder&&) noexcept = default;
ResultFolder& ResultFolder::operator=(ResultFolder&&) noexcept = default;
ResultFolder::~ResultFolder() = default;
const fs::path& ResultFolder::path() const { return state_->folder; }

Result<ResultFolder> ResultFolder::begin(const fs::path& given) {
  const auto target = checked_target(given);
  if (!target) return fail(target.error());
  std::error_code error;
  fs::create_directories(target->parent_path(), error);
  if (error) return fail(io_error(given, "its parent folder cannot be made", error.value()));
  clean_up_after_dead_runs(*target);
  const fs::path folder = target->parent_path() / (stem_of(*target) + unique_suffix());
  const fs::path lock_file = fs::path(folder).concat(".lock");
  Unfinished& mine = unfinished();
  auto state = std::make_unique<State>(given, *target, folder, lock_file);
  const std::scoped_lock guard(mine.mutex);
  if (auto opened = state->open(); !opened) {
    state->remove();
    return fail(opened.error());
  }
  return ResultFolder(std::move(state));
}

Result<void> ResultFolder::write(std::string_view name, std::string_view bytes) {
  const fs::path relative(name);
  LANDBRIDGE_ASSERT(relative.is_relative());
  const std::scoped_lock guard(unfinished().mutex);
  const fs::path file = state_->folder / relative;
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error)
    return fail(io_error(state_->given / relative, "its folder cannot be made", error.value()));
  if (name == "manifest.json") {
    LANDBRIDGE_ASSERT(bytes.find("\"landbridge\"") < manifest_bytes_read);
    state_->has_manifest = true;
  }
  return write_durably(file, bytes);
}

Result<void> ResultFolder::commit() {
  LANDBRIDGE_ASSERT(state_->has_manifest);
  const fs::path& folder = state_->folder;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error))
    if (entry.is_directory())
      if (auto done = sync_folder(entry.path()); !done) return done;
  if (auto done = sync_folder(folder); !done) return done;
  const auto still_ours = checked_target(state_->target);  // it may have changed during a long run
  if (!still_ours) return fail(still_ours.error());
  const std::scoped_lock guard(unfinished().mutex);  // a signal waits until the exchange is over
  if (!fs::exists(state_->target)) {
    fs::rename(folder, state_->target, error);
    if (error)
      return fail(io_error(state_->given, "the results cannot be put in place", error.value()));
  } else if (!exchange(folder, state_->target)) {
    const fs::path old_results = fs::path(folder).concat(".old");
    fs::rename(state_->target, old_results, error);
    if (!error) fs::rename(folder, state_->target, error);
    if (error) {
      std::error_code ignored;
      if (!fs::exists(state_->target)) fs::rename(old_results, state_->target, ignored);
      return fail(io_error(state_->given, "the results cannot be put in place", error.value()));
    }
    remove_quietly(old_results);
  }
  return sync_folder(state_->target.parent_path());
}

Result<void> write_file_whole(const fs::path& given, std::string_view bytes) {
  std::error_code error;
  fs::path file = fs::weakly_canonical(given, error);  // a link keeps pointing, its target changes
  if (error || !file.has_parent_path()) file = fs::absolute(given);
  const auto type = fs::status(file, error).type();
  if (type == fs::file_type::directory)
    return fail(Fault::bad_input, given.string(), "is a folder; a file is to be written",
                "add a file name, as in --json result.json");
  const bool is_plain = type == fs::file_type::regular || type == fs::file_type::not_found;
  if (!is_plain) return write_durably(file, bytes);  // a device or a pipe
  const fs::path beside =
      file.parent_path() / fmt::format("{}{}.part", stem_of(file), unique_suffix());
  Unfinished& mine = unfinished();
  const std::scoped_lock guard(mine.mutex);
  mine.lock_of_folder[beside] = fs::path{};
  auto written = write_durably(beside, bytes);
  if (written) {
    fs::rename(beside, file, error);
    if (error) written = fail(io_error(given, "cannot be replaced", error.value()));
  } else {
    written.error().where = given.string();
  }
  if (!written) remove_quietly(beside);
  mine.lock_of_folder.erase(beside);
  return written;
}

void discard_unfinished_results() {
  Unfinished& mine = unfinished();
  mine.mutex.lock();  // never released: nothing may be written any more
  for (const auto& [folder, lock_file] : mine.lock_of_folder) {
    remove_quietly(folder);
    std::error_code ignored;
    if (!lock_file.empty() && !fs::exists(folder, ignored)) remove_quietly(lock_file);
  }
}

}  // namespace landbridge::io
