--- What comes again and again: every Monday, each two days, daily, once a week, Thursdays at 17:30.
local clock = require "lib.clock"
local length = require "lib.length"
local value = require "lib.value"

local set = {}

local TIMES = {once = true, twice = true, thrice = true, one = true}
local PERIODS = {W = "P1W", M = "P1M", Y = "P1Y", D = "P1D", H = "PT1H",
    Q = "P3M", WE = "P1WE", WD = "P1WD", MIN = "PT1M",
                 S = "PT1S", DEC = "P10Y", CENT = "P100Y", FN = "P2W", BD = "P1BD"}

local function node(v, j)
    return {k = "set", type = "SET", value = v, j = j}
end

--- A time behind makes the value more exact: every Monday at 4pm.
local function with_clock(P, n, base)
    local j = n.j
    local at = P.word[j] == "at" or P.word[j] == "@"
    local range = P.g.times.clocks(P, j)
    if range and range.k == "range" then
        return n
    end
    local c = clock.read(P, at and j + 1 or j, at)
    if c then
        n.value = base .. "T" .. P.g.times.hour(c)
        n.j = c.j
    end
    return n
end

local function every(P, i)
    local w = P.word[i]
    local a, j = P:is(i, "every")
    local n = a and (a.n or 1)
    if not a then
        if w == "any" or w == "all" then
            local unit, k = P:is(i + 1, "unit")
            if unit and unit.unit == "WE" then
                return node("P1WE", k)
            elseif unit and w == "any" and PERIODS[unit.unit] and unit.unit ~= "D"
                and not P.PLURAL[P.word[i + 1]] then
                return node(PERIODS[unit.unit], k)
            end
        end
        return nil
    end
    local ordinal, k = P:ordinal(j)
    if ordinal and (P:is(k, "unit") or P:is(k, "weekday")) then
        n, j = ordinal, k
    end
    local wd
    wd, k = P:is(j, "weekday")
    if wd then
        local v = "XXXX-WXX-" .. wd.n
        local part, l = P:is(k, "part")
        if part then
            return with_clock(P, node(v .. "T" .. part.part, l), v)
        end
        return with_clock(P, node(v, k), v)
    end
    local part
    part, k = P:is(j, "part")
    if part then
        return with_clock(P, node("T" .. part.part, k), "")
    end
    local month
    month, k = P:is(j, "month")
    if month then
        return node(string.format("XXXX-%02d", month.n), k)
    end
    local season
    season, k = P:is(j, "season")
    if season then
        return node("XXXX-" .. season.season, k)
    end
    local unit
    unit, k = P:is(j, "unit")
    if unit and PERIODS[unit.unit] then
        local v = PERIODS[unit.unit]
        if n ~= 1 then
            local units = {}
            units[unit.unit] = n
            if unit.unit == "Q" then
                units = {M = 3 * n}
            end
            v = value.length(units)
        elseif unit.unit == "WE" then
            v = a.text:lower() == "every" and "XXXX-WXX-WE" or v
        end
        local s = node(v, k)
        if unit.unit == "D" and n == 1 then
            return with_clock(P, s, "")
        end
        return s
    end
    local len = length.read(P, j)
    if len then
        return node(length.value(len), len.j)
    end
end

--- once a week, three times a day, one a day.
local function rate(P, i)
    local w = P.word[i]
    local j
    if TIMES[w] then
        j = i + 1
    else
        local n, k = P:int(i)
        if n and P.word[k] == "times" then
            j = k + 1
        end
    end
    if not j then
        return nil
    end
    local per = P.word[j]
    if per == "a" or per == "an" or per == "per" or per == "every" or per == "each" then
        local unit, k = P:is(j + 1, "unit")
        if unit and PERIODS[unit.unit] and not P.PLURAL[P.word[j + 1]] then
            return node(PERIODS[unit.unit], k)
        end
    end
end

local function plural(P, i)
    local wd, j = P:is(i, "weekday")
    if wd then
        local v = "XXXX-WXX-" .. wd.n
        local part, k = P:is(j, "part")
        if part and P.PLURAL[P.word[k - 1]] then
            return with_clock(P, node(v .. "T" .. part.part, k), v)
        end
        return wd.plural and with_clock(P, node(v, j), v) or nil
    end
    local part, k = P:is(i, "part")
    if part and P.PLURAL[P.word[k - 1]] and #part.part == 2 and P.word[i - 1] ~= "the" then
        return node("T" .. part.part, k)
    end
end

local function word(P, i)
    local a, j = P:is(i, "set")
    if not a then
        return nil
    end
    local s = node(a.value, j)
    return a.value == "P1D" and with_clock(P, s, "") or s
end

--- 6am every day.
local function clock_first(P, i)
    local c = clock.read(P, i)
    if not c then
        return nil
    end
    local a, j = P:is(c.j, "set")
    if a and a.value == "P1D" then
        return node("T" .. P.g.times.hour(c), j)
    end
    local e = every(P, c.j)
    if e and e.value:find("^XXXX%-WXX%-%d$") then
        return node(e.value .. "T" .. P.g.times.hour(c), e.j)
    end
end

local READERS = {
    every = {every}, any = {every}, all = {every}, once = {rate}, twice = {rate}, number = {rate},
    digits = {rate, clock_first}, weekday = {plural}, part = {plural}, set = {word}, clock = {clock_first},
}

function set.read(P, i)
    local readers = READERS[P:class(i)]
    local best
    for n = 1, readers and #readers or 0 do
        local s = readers[n](P, i)
        if s and (not best or s.j > best.j) then
            best = s
        end
    end
    return best
end

return set
