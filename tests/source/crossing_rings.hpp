#pragma once

#include "fixtures.hpp"

namespace ecoredline::test {

/// 400 m square whose boundary crosses itself in a loop of 1 dm beside it: a repair changes next to nothing.
inline const Ring kSmallLoop = {{42530000, 4862000},   {42530000, 4862400},   {42530400, 4862400},
                                {42530400, 4862000.1}, {42530400.1, 4862000}, {42530400.1, 4862000.1},
                                {42530400, 4862000},   {42530000, 4862000}};
inline const Ring kBow = {
    {42531000, 4862000}, {42531100, 4862100}, {42531100, 4862000}, {42531000, 4862100}, {42531000, 4862000}};

} // namespace ecoredline::test
