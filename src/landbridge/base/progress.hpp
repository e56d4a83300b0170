#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace landbridge {

/// How long work shows that it is alive.
enum class ProgressStyle {
  silent,
  bar,    ///< on a terminal: one line, redrawn, gone at the end; appears after 2 s
  lines,  ///< elsewhere (a log file): one line every 10 s
};

/// The bar if standard error is a terminal, lines if not, nothing if the user wants quiet.
ProgressStyle progress_style(bool is_quiet);

/// What a Progress talks to; tests give their own clock and writer.
struct ProgressOutlets {
  std::function<double()> now_s;                ///< monotone clock [s]
  std::function<void(std::string_view)> write;  ///< where the text goes
};
/// The machine's steady clock and standard error.
ProgressOutlets standard_outlets();

/// Counts finished items of known number (0: unknown) and shows how far the work is and how long it
/// may still take, assuming items of equal length. Any thread may tick; nothing here throws.
class Progress {
 public:
  Progress(std::string what, std::size_t total, ProgressStyle style,
           ProgressOutlets outlets = standard_outlets());
  ~Progress();  ///< removes the bar
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void tick(std::size_t items = 1) noexcept;
  std::size_t done() const { return done_.load(); }

 private:
  void show(double now_s);
  std::string text(std::size_t done, double elapsed_s) const;

  std::string what_;
  std::size_t total_;
  ProgressStyle style_;
  ProgressOutlets outlets_;
  double start_s_ = 0.0;
  std::atomic<std::size_t> done_ = 0;
  std::atomic<double> next_show_s_ = 0.0;
  std::mutex writing_;
  bool has_bar_ = false;
};

/// "8 s", "2 min 05 s", "3 h 20 min", "2 d 04 h".
std::string duration_text(double seconds);

}  // namespace landbridge
