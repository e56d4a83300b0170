#include <cmath>
#include "harness.hpp"

#include "landbridge/base/parse.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const Currencies currencies{{"USD", 1.0}, {"EUR", 1.08}};
  if (const auto unit = parse_unit(text, currencies); !unit) fuzz::check(unit.error());
  if (const auto number = parse_number(text))
    fuzz::require(std::isfinite(*number), "a number that was read is not finite");
  else
    fuzz::check(number.error());
  for (const Exponents& wanted : {Length::Dimension::exponents, Pressure::Dimension::exponents,
                                  Temperature::Dimension::exponents, Exponents{}}) {
    const auto value = parse_si(text, wanted, currencies);
    if (value)
      fuzz::require(std::isfinite(*value), "a quantity that was read is not finite");
    else
      fuzz::check(value.error());
  }
  if (const auto fix = io::parse_gas_fix(text); !fix) fuzz::check(fix.error());
  if (const auto control = io::parse_gas_control(text); !control) fuzz::check(control.error());
  return 0;
}
