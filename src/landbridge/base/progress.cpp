#include "landbridge/base/progress.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace landbridge {
namespace {

constexpr double bar_after_s = 2.0;
constexpr double bar_every_s = 0.1;
constexpr double line_every_s = 10.0;
constexpr double rounding_s = 1e-6;  // 4.000000001 s are 4 s
constexpr std::size_t bar_width = 30;
constexpr std::string_view erase_line = "\r\x1b[K";

}  // namespace

ProgressStyle progress_style(bool is_quiet) {
  if (is_quiet) return ProgressStyle::silent;
  return isatty(STDERR_FILENO) == 1 ? ProgressStyle::bar : ProgressStyle::lines;
}

ProgressOutlets standard_outlets() {
  return {[] {
            const auto since = std::chrono::steady_clock::now().time_since_epoch();
            return std::chrono::duration<double>(since).count();
          },
          [](std::string_view text) {
            std::fwrite(text.data(), 1, text.size(), stderr);
            std::fflush(stderr);
          }};
}

std::string duration_text(double seconds) {
  if (!(seconds >= 0.0) || seconds > 1e9) return "long";
  const auto whole = static_cast<long>(std::ceil(seconds - rounding_s));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  if (whole < 86400) return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
  return fmt::format("{} d {:02} h", whole / 86400, whole / 3600 % 24);
}

Progress::Progress(std::string what, std::size_t total, ProgressStyle style,
                   ProgressOutlets outlets)
    : what_(std::move(what)), total_(total), style_(style), outlets_(std::move(outlets)) {
  if (style_ == ProgressStyle::silent) return;
  start_s_ = outlets_.now_s();
  next_show_s_ = start_s_ + (style_ == ProgressStyle::bar ? bar_after_s : line_every_s);
}

Progress::~Progress() {
  try {
    if (has_bar_) outlets_.write(erase_line);
  } catch (...) {  // the work is done; a bar that stays is no reason to lose it
  }
}

void Progress::tick(std::size_t items) noexcept {
  done_ += items;
  if (style_ == ProgressStyle::silent) return;
  try {
    const double now_s = outlets_.now_s();
    if (now_s < next_show_s_.load()) return;
    const std::unique_lock lock(writing_, std::try_to_lock);
    if (lock.owns_lock() && now_s >= next_show_s_.load()) show(now_s);
  } catch (...) {  // the work matters more than the sight of it
  }
}

void Progress::show(double now_s) {
  const std::string line = text(done_.load(), now_s - start_s_);
  if (style_ == ProgressStyle::bar) {
    next_show_s_ = now_s + bar_every_s;
    has_bar_ = true;
    outlets_.write(fmt::format("{}{}", erase_line, line));
  } else {
    next_show_s_ = now_s + line_every_s;
    outlets_.write(line + '\n');
  }
}

std::string Progress::text(std::size_t done, double elapsed_s) const {
  if (total_ == 0) return fmt::format("{}: {} done in {}", what_, done, duration_text(elapsed_s));
  const std::size_t counted = std::min(done, total_);
  const double share = static_cast<double>(counted) / static_cast<double>(total_);
  std::string left = "time left unknown";
  if (counted > 0) left = duration_text(elapsed_s * (1.0 - share) / share) + " left";
  std::string bar;
  if (style_ == ProgressStyle::bar) {
    const auto filled = static_cast<std::size_t>(share * static_cast<double>(bar_width));
    bar = fmt::format(" [{}{}]", std::string(filled, '#'), std::string(bar_width - filled, '.'));
  }
  return fmt::format("{}:{} {} of {} ({:.0f} %), {}", what_, bar, counted, total_,
                     std::floor(100.0 * share), left);
}

}  // namespace landbridge
