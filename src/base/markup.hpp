#pragma once

#include <string>
#include <string_view>

namespace ecoredline {

/// `utf8` as text of HTML and XML, in an element and in a quoted attribute: & < > " ' and the backtick are escaped.
/// What XML 1.0 has no character for (controls, broken bytes, noncharacters) and the controls of reading direction,
/// with which a name could rearrange the words round it, become U+FFFD, so that nothing is dropped unseen.
std::string markupEscaped(std::string_view utf8);

/// At most `columns` columns of `utf8` (displayWidth), the last one an ellipsis where something was cut off.
std::string shortened(std::string_view utf8, int columns);

} // namespace ecoredline
