#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace landbridge {

enum class Fault {
  bad_input,      ///< the user's data is wrong; exit code 1
  infeasible,     ///< the model proves that there is no answer; exit code 2
  not_converged,  ///< no verdict was reached within the stated limits; exit code 2
  io,             ///< a file could not be read or written; exit code 1
};

/// "bad_input", "infeasible", "not_converged", "io".
std::string_view name_of(Fault fault);

/// Why a call could not give its value, in words that a user can act on.
struct Error {
  Fault fault = Fault::bad_input;
  std::string where;  ///< "study.toml:14:9", "gas.pipe[P7]", ...
  std::string what;   ///< one sentence, with values and units
  std::string hint;   ///< what would be right; may be empty
};

/// A value, or the reason why there is none. The compiler objects if it is ignored.
template <class T>
struct [[nodiscard]] Result : tl::expected<T, Error> {
  using Base = tl::expected<T, Error>;
  using Base::Base;
  Result(Base base) : Base(std::move(base)) {}
};

/// What unwrap() throws; Python will see it as landbridge.Failure.
class Failure : public std::runtime_error {
 public:
  explicit Failure(Error why);
  Error error;
};

/// For main(), examples and Python: the value, or an exception that says why.
template <class T>
T unwrap(Result<T> result) {
  if (!result) throw Failure(std::move(result.error()));
  return std::move(*result);
}
inline void unwrap(Result<void> result) {
  if (!result) throw Failure(std::move(result.error()));
}

inline tl::unexpected<Error> fail(Fault fault, std::string where, std::string what,
                                  std::string hint = {}) {
  return tl::unexpected<Error>{Error{fault, std::move(where), std::move(what), std::move(hint)}};
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>{std::move(error)}; }

/// "where: what" and, indented on its own line, the hint.
std::string to_text(const Error& error);

}  // namespace landbridge
