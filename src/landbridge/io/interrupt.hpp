#pragma once

namespace landbridge::io {

/// Call once, first thing in main(). From then on Ctrl-C (SIGINT) and SIGTERM end the process at
/// once and cleanly: a watching thread receives them, removes what is not finished (see
/// result_folder.hpp), and lets the signal end the process, so that a shell sees why it ended.
/// Long loops need no flag and no checks; a commit that is under way is completed first.
void end_cleanly_on_signals();

}  // namespace landbridge::io
