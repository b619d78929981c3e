--- Pictures in a cell: bars and sparklines, of eighths of a character, or of
-- ASCII where the locale has no more.
local core = require "assay.core"

local draw = {}

local FULL, NEGATIVE = "\u{2588}", "\u{2591}"
local PARTS = {"\u{258F}", "\u{258E}", "\u{258D}", "\u{258C}", "\u{258B}", "\u{258A}", "\u{2589}"}
local LEVELS = {"\u{2581}", "\u{2582}", "\u{2583}", "\u{2584}", "\u{2585}", "\u{2586}", "\u{2587}", "\u{2588}"}
local ASCII_LEVELS = {".", ":", "-", "=", "+", "*", "%", "#"}

local function finite(x)
    return type(x) == "number" and x == x and x ~= math.huge and x ~= -math.huge
end

--- A bar for `value`, `width` columns long at `largest`. What is more than
-- nothing shows; what is less is drawn lighter.
function draw.bar(value, largest, width)
    if not finite(value) or value == 0 or largest <= 0 then
        return ""
    end
    local eighths = math.max(1, math.floor(math.abs(value) / largest * width * 8 + 0.5))
    eighths = math.min(eighths, width * 8)
    if not core.term.unicode then
        return (value < 0 and "-" or "#"):rep(math.max(1, (eighths + 4) // 8))
    elseif value < 0 then
        return NEGATIVE:rep(math.max(1, (eighths + 4) // 8))
    end
    return FULL:rep(eighths // 8) .. (PARTS[eighths % 8] or "")
end

--- Means of `n` parts of the list, as equal as can be.
local function in_parts(list, n)
    if #list <= n then
        return list
    end
    local out = {}
    for i = 1, n do
        local from, to = (i - 1) * #list // n + 1, i * #list // n
        local sum = 0
        for k = from, to do
            sum = sum + (finite(list[k]) and list[k] or 0)
        end
        out[i] = sum / (to - from + 1)
    end
    return out
end

--- A sparkline of at most `width` columns: heights in proportion to the
-- list's largest number. Nothing is a blank.
function draw.spark(list, width)
    local points, largest = in_parts(list, width), 0
    for _, x in ipairs(points) do
        largest = finite(x) and math.max(largest, x) or largest
    end
    local levels = core.term.unicode and LEVELS or ASCII_LEVELS
    local out = {}
    for i, x in ipairs(points) do
        local level = finite(x) and x > 0 and math.max(1, math.ceil(x / largest * #levels))
        out[i] = level and levels[level] or " "
    end
    return table.concat(out)
end

return draw
