--- Lengths: three days, 2.5 hrs, an hour and a half, 27-year, a few weeks.
-- A length is {k = "length", units = {D = 3}, j = next token}.
local value = require "lib.value"

local length = {}

local SECONDS = {S = 1, MIN = 60, H = 3600, D = 86400, W = 604800}
-- What other units come to in those that a value may have.
local IN = {Q = {"M", 3}, HY = {"M", 6}, DEC = {"Y", 10}, CENT = {"Y", 100}, FN = {"W", 2}}
local GLUED = {y = "Y", yr = "Y", yrs = "Y", year = "Y", years = "Y", month = "M", months = "M", w = "W", wk = "W",
               wks = "W", week = "W", weeks = "W", d = "D", day = "D", days = "D", h = "H", hr = "H", hrs = "H",
               hour = "H", hours = "H", min = "MIN", mins = "MIN", minute = "MIN", minutes = "MIN", s = "S",
               sec = "S", secs = "S", second = "S", seconds = "S"}
local FRACTIONS = {["1/2"] = 0.5, ["1/4"] = 0.25, ["3/4"] = 0.75}
local ONE = {a = true, an = true, another = true, one = true}

--- half, a half, a quarter, three quarters, 1/2.
local function fraction(P, i)
    local a, j = P:is(i, "fraction")
    if a then
        return a.n, j
    end
    local w, v = P.word[i], P.word[i + 1]
    if FRACTIONS[w] then
        return FRACTIONS[w], i + 1
    elseif v == "/" and P.word[i + 2] and FRACTIONS[w .. "/" .. P.word[i + 2]] then
        return FRACTIONS[w .. "/" .. P.word[i + 2]], i + 3
    elseif (w == "a" or w == "an" or w == "one") and (v == "half" or v == "quarter") then
        return v == "half" and 0.5 or 0.25, i + 2
    elseif w == "quarter" then
        return 0.25, i + 1
    elseif w == "three" then
        local k = v == "-" and i + 2 or i + 1
        if P.word[k] == "quarters" and P.word[k + 1] == "of" or k > i + 1 and P.word[k] == "quarters" then
            return 0.75, k + 1
        end
    end
end

--- How many: a number, a fraction, "a few"; the third result tells that it is vague.
local function quantity(P, i)
    local w = P.word[i]
    local vague, j = P:is(i, "vague-number")
    if vague then
        return vague.n, j, true
    end
    if w and P:class(i) == "digits" and not P.is_int(w) and w:find("^%d+%.%d+$") then
        return tonumber(w), i + 1
    end
    local part, k = fraction(P, i)
    if part then
        if P.word[k] == "of" then
            k = k + 1
        end
        return part, P:skip(k, {a = true, an = true})
    end
    local n
    n, j = P:int(i)
    if not n and ONE[w] then
        n, j = 1, i + 1
        if P.word[j] == "more" then
            j = j + 1
        end
    end
    if not n then
        return nil
    end
    local and_at = P.word[j] == "-" and P.word[j + 1] == "and" and j + 1 or j
    if P.word[and_at] == "and" then
        local from = P.word[and_at + 1] == "-" and and_at + 2 or and_at + 1
        part, k = fraction(P, from)
        if part then
            return n + part, k
        end
    end
    return n, j
end

local function unit(P, i)
    local j = P.word[i] == "-" and i + 1 or i
    local a, k = P:is(j, "unit")
    return a, k, j > i
end

--- Number and unit. `bare` also takes a unit alone, for "the next hour".
local function part(P, i)
    local w = P.word[i]
    if not w then
        return nil
    end
    local digits, letters
    if P:class(i) == "digits" and not P.is_int(w) then
        digits, letters = w:match("^([%d.]+)(%a+)$")
    end
    if digits and GLUED[letters] and tonumber(digits) then
        return tonumber(digits), GLUED[letters], i + 1, false, #letters == 1
    end
    local n, j, vague = quantity(P, i)
    if not n then
        return nil
    end
    if P.word[j] == "more" or P.word[j] == "full" or P.word[j] == "whole" or P.word[j] == "straight"
        or P.word[j] == "consecutive" or P.word[j] == "long" then
        j = j + 1
    end
    local a, k, hyphen = unit(P, j)
    if not a and P.word[j] == "h" then
        return n, "H", j + 1
    end
    local night, l = P:is(j, "part")
    if night and night.part == "NI" and night.text:lower() == "nights" then
        return n, "D", l
    end
    if a and a.unit ~= "SEASON" and a.unit ~= "WW" then
        return n, a.unit, k, vague, false, hyphen
    end
end

local function put(units, n, u)
    local as = IN[u]
    if as then
        u, n = as[1], n * as[2]
    end
    units[u] = (units[u] or 0) + n
    return u
end

--- A length at `i`, as long as it goes.
function length.read(P, i)
    local n, u, j, vague, short, hyphen = part(P, i)
    if not n then
        return nil
    end
    local node = {k = "length", units = {}, j = j, vague = vague, n = n, unit = u, short = short, hyphen = hyphen}
    put(node.units, n, u)
    local w = P.word[j]
    if w == "and" then
        local more, k = fraction(P, j + 1)
        if more and not P:is(k, "unit") and P.word[k] ~= "of" then
            node.units = {}
            put(node.units, n + more, u)
            node.j = k
            return node
        end
    end
    while true do
        local from = j
        if P.word[from] == "," then
            from = from + 1
        end
        if P.word[from] == "and" then
            from = from + 1
        end
        local m, v, k = part(P, from)
        if not m or node.units[v] or hyphen then
            break
        end
        if not node.inner then
            node.inner = j
            node.first_units = {}
            for unit_of, m_of in pairs(node.units) do
                node.first_units[unit_of] = m_of
            end
        end
        put(node.units, m, v)
        j, node.j = k, k
    end
    if node.j ~= j or node.inner then
        node.many = true
    end
    return node
end

--- Seconds of a length made of units of fixed length and months, or nil.
function length.seconds(node)
    local sum = 0
    for u, n in pairs(node.units) do
        if not SECONDS[u] then
            return nil
        end
        sum = sum + n * SECONDS[u]
    end
    return sum
end

--- Does it count in hours, minutes, seconds?
function length.is_clock(node)
    for u in pairs(node.units) do
        if u == "H" or u == "MIN" or u == "S" then
            return true
        end
    end
    return false
end

function length.value(node)
    return value.length(node.units)
end

local PER_DAY = {Y = 365, M = 30, W = 7, D = 1}

--- `sign` times the length from the day: the serial and the seconds of the day.
function length.move(calendar, serial, seconds, node, sign)
    local months, days, secs = 0, 0, 0
    for u, n in pairs(node.units) do
        if u == "Y" or u == "M" then
            local m = n * (u == "Y" and 12 or 1)
            months = months + math.floor(m)
            days = days + math.floor((m - math.floor(m)) * 30)
        elseif u == "W" or u == "D" then
            local d = n * PER_DAY[u]
            days = days + math.floor(d)
            secs = secs + math.floor((d - math.floor(d)) * 86400)
        elseif u == "WE" then
            days = days + n * 7
        elseif u == "BD" then
            for _ = 1, n do
                repeat
                    serial = serial + sign
                until calendar.weekday(serial) <= 5
            end
        elseif SECONDS[u] then
            secs = secs + math.floor(n * SECONDS[u])
        end
    end
    if months ~= 0 then
        serial = calendar.add_months(serial, sign * months)
    end
    local at = (seconds or 0) + sign * secs
    return serial + sign * days + at // 86400, at % 86400
end

return length
