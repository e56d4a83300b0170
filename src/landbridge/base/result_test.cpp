#include "landbridge/base/result.hpp"

#include <doctest/doctest.h>

namespace landbridge {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0)
    return fail(Fault::bad_input, "half", "the number is odd", "give an even one");
  return number / 2;
}

}  // namespace

TEST_CASE("a result has a value or an error, never both") {
  CHECK(half(4).has_value());
  CHECK(*half(4) == 2);
  REQUIRE_FALSE(half(3).has_value());
  CHECK(half(3).error().fault == Fault::bad_input);
}

TEST_CASE("an error as text has place, sentence and hint, and leaves out what is empty") {
  CHECK(to_text(half(3).error()) == "half: the number is odd\n  hint: give an even one");
  CHECK(to_text(Error{Fault::io, "", "no such file", ""}) == "no such file");
}

TEST_CASE("unwrap gives the value or throws the error with the same text") {
  CHECK(unwrap(half(8)) == 4);
  CHECK_THROWS_WITH_AS((void)unwrap(half(3)), "half: the number is odd\n  hint: give an even one",
                       Failure);
  try {
    unwrap(Result<void>(fail(Fault::io, "file", "gone")));
    FAIL("an error was swallowed");
  } catch (const Failure& failure) {
    CHECK(failure.error.fault == Fault::io);
  }
  CHECK_NOTHROW(unwrap(Result<void>{}));
}

TEST_CASE("faults have the names that JSON results use") {
  CHECK(name_of(Fault::bad_input) == "bad_input");
  CHECK(name_of(Fault::infeasible) == "infeasible");
  CHECK(name_of(Fault::not_converged) == "not_converged");
  CHECK(name_of(Fault::io) == "io");
}

}  // namespace landbridge
