--- Which of the first lines of a text is what.
local calendar = require "calendar"

local head = {}

local LINES = 8         -- that are not blank
local TITLE_BYTES = 180
local BYLINE_BYTES = 140
local DATE_BYTES = 80

--- Lines that are not blank: {text, first, last, gap}, in bytes from 1; `gap`
-- says that a blank line, or the end, follows. The last may be cut off.
function head.lines(text)
    local out, at = {}, 1
    while at <= #text and #out < LINES do
        local stop = text:find("\n", at, true) or #text + 1
        local from = text:find("%S", at)
        if from and from < stop then
            local last = stop - 1
            while text:find("^%s", last) do
                last = last - 1
            end
            out[#out + 1] = {text = text:sub(from, last), first = from, last = last}
        elseif #out > 0 then
            out[#out].gap = true
        end
        at = stop + 1
    end
    if #out > 0 and at > #text then
        out[#out].gap = true
    end
    return out
end

--- A headline: short, no full stop behind it, more text to come.
local function is_title(line, next_line)
    local text = line.text
    return next_line ~= nil and #text <= TITLE_BYTES and text:find("%a%a+%s") ~= nil
        and not text:find("[.:;,]$") and not text:find("^[-*•>|#%d]+[.)]?%s")
        and (line.gap or #next_line.text > #text * 2)
end

--- "By Jane Doe and John Roe in Kyiv": a line of its own; names and small words.
local function is_byline(line)
    local names = line.text:match("^[Bb][Yy] (.+)$") or line.text:match("^BY (.+)$")
    if not names or #line.text > BYLINE_BYTES or names:find("[.!?]$") and not names:find("%u%.$") then
        return false
    end
    local capitals, others = 0, 0
    for word in names:gmatch("[^%s,;]+") do
        if word:find("^[%u\128-\255]") then
            capitals = capitals + 1
        elseif word ~= "and" and word ~= "in" and word ~= "at" and word ~= "for" and word ~= "of" and word ~= "the" then
            others = others + 1
        end
    end
    return capitals > 0 and others <= 2
end

--- A line that is hardly more than a date: "Published 3 May 2025, 10:00 GMT".
local function date_alone(line)
    if #line.text > DATE_BYTES then
        return nil
    end
    local date, first, last = calendar.full(line.text)
    if not date then
        return nil
    end
    local rest = line.text:sub(1, first - 1) .. line.text:sub(last + 1)
    local words = 0
    for _ in rest:gmatch("%a+") do
        words = words + 1
    end
    if words > 4 then
        return nil
    end
    return {date = date, first = line.first + first - 1, last = line.first + last - 1}
end

--- What the lines are: {title, byline, date, dateline}, each with its bytes.
-- `read_dateline` reads one at the beginning of a line, or gives nil.
function head.read(lines, read_dateline)
    local seen = {}
    for i, line in ipairs(lines) do
        local found = read_dateline(line)
        if found then
            seen.dateline = found
            return seen
        elseif #line.text > TITLE_BYTES then
            return seen -- the text has begun
        elseif not seen.byline and is_byline(line) then
            seen.byline = line
        elseif i == 1 and is_title(line, lines[2]) then
            seen.title = line
        elseif not seen.date and i > 1 then
            seen.date = date_alone(line)
        end
    end
    return seen
end

return head
