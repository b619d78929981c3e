--- When a holiday is. Its rule in data/holidays.yaml is one of
--   12-25                 a day of the year
--   nth 11 4 4            the fourth Thursday of November; -1: the last; "+1" behind it: a day later
--   easter 50             days from Easter Sunday; orthodox 50: from that of the Orthodox churches
--   chinese 0             days from Chinese new year
--   islamic 10 1          day of the Islamic calendar; "islamic-month 9" the whole of a month
--   tishri 9              days from Rosh Hashanah; kislev, from Hanukkah; nisan, from Passover
--   new-moon 10 15 -12 6  days from the first new moon (full-moon, likewise) from a day of the year on,
--                         its time moved by so many hours
-- "eve" behind one: from that evening to the next; and any of them with "for 3": so many days.
local calendar = require "lib.calendar"
local moon = require "lib.moon"
local value = require "lib.value"

local holiday = {}

local KINDS = {}

function KINDS.nth(y, m, weekday, n)
    return calendar.nth_weekday(y, m, weekday, n)
end

function KINDS.easter(y, days)
    return calendar.easter(y) + days
end

function KINDS.orthodox(y, days)
    return calendar.orthodox_easter(y) + days
end

function KINDS.chinese(y, days)
    return moon.chinese(y) + days
end

function KINDS.islamic(y, m, d)
    return (moon.islamic(y, m, d))
end

KINDS["islamic-month"] = function(y, m)
    return moon.islamic(y, m, 1)
end

for _, from in ipairs {"tishri", "kislev", "nisan"} do
    KINDS[from] = function(y, days)
        return moon[from](y) + days
    end
end

KINDS["new-moon"] = function(y, m, d, hours, days)
    return moon.from(calendar.serial(y, m, d), "new", hours) + days
end

KINDS["full-moon"] = function(y, m, d, hours, days)
    return moon.from(calendar.serial(y, m, d), "full", hours) + days
end

local known = {}

local function parse(rule)
    local r = known[rule]
    if r then
        return r
    end
    r = {length = 1, shift = 0, numbers = {}}
    known[rule] = r
    local m, d = rule:match("^(%d+)%-(%d+)")
    r.m, r.d = tonumber(m), tonumber(d)
    local counting = false
    for word in rule:gmatch("%S+") do
        local n = tonumber(word)
        if counting then
            r.length, counting = n, false
        elseif word == "for" then
            counting = true
        elseif word:sub(1, 1) == "+" then
            r.shift = n
        elseif n then
            r.numbers[#r.numbers + 1] = n
        elseif word == "eve" then
            r.eve = true
        elseif not r.m then
            r.kind = word
        end
    end
    return r
end

--- First and last day of the holiday in a year, or nil.
function holiday.days(rule, y)
    local r = parse(rule)
    local b, next_b
    if r.m then
        b = calendar.exists(y, r.m, r.d) and calendar.serial(y, r.m, r.d) or nil
    else
        local n = r.numbers
        b, next_b = KINDS[r.kind](y, n[1] or 0, n[2], n[3], n[4] or 0)
    end
    if not b then
        return nil
    end
    b = b + r.shift
    return b, next_b and next_b - 1 or b + r.length - 1
end

--- Put the days of that year (or from `serial` on) into the node.
function holiday.place(node, rule, y, serial)
    local b, f = holiday.days(rule, y)
    if not b then
        return nil
    end
    if serial and serial ~= b then
        b, f = serial, serial + (f - b)
    end
    node.serial = b
    if parse(rule).eve then
        node.last = b + 1
    end
    if f > b then
        node.k = "span"
        node.grain = "holiday"
        node.b, node.f = b, f
        node.value = value.iso(b) .. "/" .. value.iso(f + 1)
    end
    return node
end

--- Without a reference date: what can be said of every year.
function holiday.undated(node, rule)
    local r = parse(rule)
    if r.m then
        node.m, node.d = r.m, r.d
    elseif r.kind == "nth" and r.shift == 0 then
        node.value = string.format("XXXX-%02d-WXX-%d-%d", r.numbers[1], r.numbers[2], r.numbers[3])
    else
        node.unknown = true
    end
    return node
end

return holiday
