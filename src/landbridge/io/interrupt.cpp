#include "landbridge/io/interrupt.hpp"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <string_view>
#include <thread>

#include "landbridge/io/result_folder.hpp"

namespace landbridge::io {
namespace {

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM}) {
    struct sigaction current {};
    sigaction(number, nullptr, &current);
    if (current.sa_handler != SIG_IGN) sigaddset(&set, number);  // as under nohup: stay ignored
  }
  return set;
}

[[noreturn]] void watch(sigset_t signals) {
  int number = 0;
  while (sigwait(&signals, &number) != 0) {
  }
  discard_unfinished_results();
  constexpr std::string_view message = "\nlandbridge: stopped; nothing half-written is left\n";
  const ssize_t written = ::write(STDERR_FILENO, message.data(), message.size());
  static_cast<void>(written);
  signal(number, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  raise(number);
  _exit(128 + number);
}

}  // namespace

void end_cleanly_on_signals() {
  const sigset_t signals = ending_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // threads that start later inherit this
  std::thread(watch, signals).detach();
}

}  // namespace landbridge::io
