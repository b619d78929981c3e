--- Stretches of the calendar: May 2016, 2016, Q1, next week, the week of May 5, the 1990s, last
-- summer, the next three months, early March, the end of the year.
-- A span is {k = "span", grain, j = next token} and either first and last day b, f, or, of a month
-- or season without a year, m or season.
local calendar = require "lib.calendar"
local length = require "lib.length"
local named = require "lib.named"
local stretch = require "lib.stretch"
local value = require "lib.value"

local span = {}

local SEASONS = stretch.SEASONS

-- ---- with a shift ------------------------------------------------------------

local UNKNOWN = {W = "XXXX-WXX", WW = "XXXX-WXX", M = "XXXX-XX", Y = "XXXX", D = "XXXX-XX-XX", WE = "XXXX-WXX-WE",
                 Q = "XXXX-QX", DEC = "XXX", CENT = "XX"}

--- this week, next month, last year, the following quarter; fiscal years too.
function span.shifted(P, i)
    local the = P.word[i] == "the" and i + 1 or i
    local shift, j = P:shift(the)
    if not shift then
        return nil
    end
    local kind
    local w = P.word[j]
    if (w == "fiscal" or w == "financial" or w == "school" or w == "academic" or w == "calendar") then
        kind, j = w, j + 1
    end
    local unit, k = P:is(j, "unit")
    if not unit or P.PLURAL[P.word[j]] and not shift.loose then
        return nil
    end
    if kind and kind ~= "calendar" then
        if unit.unit ~= "Y" or not P.now then
            return nil
        end
        local y = P.now.y + shift.n
        local node = stretch.new("FY", nil, nil, (kind:find("^fi") and "FY" or "SY") .. y, k)
        return node
    end
    if not P.now then
        if UNKNOWN[unit.unit] then
            return stretch.new(unit.unit, nil, nil, UNKNOWN[unit.unit], k)
        end
        return nil
    end
    local node
    if shift.loose then
        -- that week: which one, only the text before it tells
        node = UNKNOWN[unit.unit] and stretch.new(unit.unit, nil, nil, UNKNOWN[unit.unit], k)
    else
        node = stretch.at(P, unit.unit, shift.n, k)
    end
    if node then
        node.named = true
        node.start = the
    end
    return node
end

--- the week, the month, the year, the quarter: the one that it is now.
function span.this(P, i)
    if P.word[i] ~= "the" and not (P:is(i - 1, "phase")) and P.word[i - 1] ~= "of" and P.word[i - 1] ~= "in" then
        return nil
    end
    local j = P.word[i] == "the" and i + 1 or i
    local unit, k = P:is(j, "unit")
    if unit and P.word[k] == "of" and P:year(k + 1) then
        return nil
    end
    if not unit or P.PLURAL[P.word[j]] or unit.unit == "S" or unit.unit == "MIN" or unit.unit == "H" then
        return nil
    end
    if not P.now then
        return UNKNOWN[unit.unit] and stretch.new(unit.unit, nil, nil, UNKNOWN[unit.unit], k) or nil
    end
    return stretch.at(P, unit.unit, 0, k)
end

--- this summer, last September, next spring: names that a shift makes certain.
local function shifted_name(P, i)
    local the = P.word[i] == "the" and i + 1 or i
    local shift, j = P:shift(the)
    if not shift or not P.now then
        return nil
    end
    local now = P.now
    local month, k = P:is(j, "month")
    if month and not month.phase then
        if month.weak and shift.n == 0 and P.raw[j]:find("^%l") then
            return nil
        end
        if P.word[k] and P.word[k]:find("^%d+$") and #P.word[k] <= 2 or P.word[k] == "/" then
            return nil
        end
        local y = now.y
        local explicit, l = P:year(k)
        if explicit then
            return stretch.of_month(explicit, month.n, l)
        end
        if shift.n < 0 then
            y = month.n < now.m and y or y - 1
        elseif shift.n > 0 then
            y = month.n > now.m and y or y + 1
        end
        return stretch.of_month(y, month.n, k)
    end
    local season, l = P:is(j, "season")
    if season then
        local y = now.y
        local s = SEASONS[season.season]
        if shift.n < 0 then
            y = s[1] + s[2] <= now.m and y or y - 1
        elseif shift.n > 0 then
            y = s[1] > now.m and y or y + 1
        elseif season.season == "WI" and now.m <= 2 then
            y = y - 1
        end
        return stretch.of_season(y, season.season, l)
    end
end

--- the last three months, next few days, 5 past years, the 2 upcoming weeks.
local function counted(P, i)
    local from = P.word[i] == "the" and i + 1 or i
    local shift, j = P:shift(from)
    local len
    if shift and shift.n ~= 0 and not (shift.text:lower() == "last" and P.VERBAL[P:behind(i)]) then
        len = length.read(P, j)
        if len and len.inner and (P:is(len.j, "after-length")) then
            len = {k = "length", units = len.first_units, unit = len.unit, n = len.n, j = len.inner}
        end
        if not len then
            local unit, k = P:is(j, "unit")
            if unit and (unit.unit == "H" or unit.unit == "MIN" or unit.unit == "S" or unit.unit == "FN")
                and not P.PLURAL[P.word[j]] then
                len = {k = "length", units = {[unit.unit == "FN" and "W" or unit.unit] = unit.unit == "FN" and 2
                    or 1},
                       unit = unit.unit, n = 1, j = k}
            elseif unit and unit.unit == "D" and P.word[k] == "and" then
                -- the next day and 5 hours
                local more = length.read(P, k + 1)
                if more then
                    more.units.D = 1
                    len = more
                end
            end
        end
    elseif not shift then
        local n, k, vague
        n, k = P:int(from)
        local few, l = P:is(from, "vague-number")
        if few then
            n, k, vague = few.n, l, true
        end
        if not n then
            return nil
        end
        shift, k = P:shift(k)
        if not shift or shift.n == 0 then
            return nil
        end
        local unit, m = P:is(k, "unit")
        if not unit or n ~= 1 and not P.PLURAL[P.word[k]] and not shift.near then
            return nil
        end
        len = {k = "length", units = {}, unit = unit.unit, n = n, j = m, vague = vague}
        local as = ({Q = {"M", 3}, DEC = {"Y", 10}, FN = {"W", 2}, CENT = {"Y", 100}})[unit.unit] or {unit.unit, 1}
        len.units[as[1]] = n * as[2]
    end
    if not len or len.hyphen then
        return nil
    end
    local node = {k = "span", grain = "length", len = len, j = len.j, counted = true, start = from}
    local now = P.now
    if not now then
        node.value = length.value(len)
        node.type = "DURATION"
        return node
    end
    local sign = shift.n > 0 and 1 or -1
    local unit = len.unit
    if unit == "Q" and not len.many then
        local here = now.y * 4 + (now.m - 1) // 3
        local a, b = sign > 0 and here + 1 or here - len.n, sign > 0 and here + len.n or here - 1
        node.b = stretch.of_quarter(a // 4, a % 4 + 1).b
        node.f = stretch.of_quarter(b // 4, b % 4 + 1).f
    elseif unit == "DEC" and not len.many then
        local y = now.y - now.y % 10
        local a = sign > 0 and y + 10 or y - 10 * len.n
        node.b, node.f = calendar.serial(a, 1, 1), calendar.serial(a + 10 * len.n, 1, 1) - 1
    elseif unit == "WE" then
        local monday = calendar.monday(now.serial)
        node.b = sign > 0 and monday + 12 or monday - 7 * len.n + 5
        node.f = sign > 0 and monday + 7 * len.n + 6 or monday - 1
    elseif length.is_clock(len) then
        local s, secs = length.move(calendar, now.serial, now.seconds, len, sign)
        local here, there = value.moment(now.serial, now.seconds or 0), value.moment(s, secs)
        node.b, node.f = math.min(s, now.serial), math.max(s, now.serial)
        node.begin, node.finish = sign > 0 and here or there, sign > 0 and there or here
        node.value = node.begin .. "/" .. node.finish
        return node
    elseif sign > 0 then
        node.b = now.serial + 1
        node.f = length.move(calendar, now.serial + (len.units.BD and 0 or 1), 0, len, 1) - (len.units.BD and 0 or 1)
    else
        node.b = length.move(calendar, now.serial, 0, len, -1)
        node.f = now.serial - 1
    end
    if len.n == 1 and (unit == "W" or unit == "M" or unit == "Y") and not len.many then
        return stretch.at(P, unit, shift.n, len.j)
    end
    node.value = value.iso(node.b) .. "/" .. value.iso(node.f + 1)
    return node
end

-- ---- all together ----------------------------------------------------------------

local shifted = span.shifted
-- By what begins at the place, or by what follows "the" and words like next (text:class).
local AFTER_SHIFT = {
    unit = {shifted, counted, named.quarter, named.nth}, month = {shifted_name}, season = {shifted_name},
    digits = {counted, named.nth}, number = {counted, named.nth}, ["vague-number"] = {counted},
    fiscal = {shifted}, financial = {shifted}, school = {shifted}, academic = {shifted}, calendar = {shifted},
    fraction = {named.quarter}, a = {counted}, one = {counted},
}
local AFTER_THE = {
    unit = {named.year, named.week, named.weekend}, digits = {named.quarter, named.nth, named.decade, counted},
    number = {counted, named.decade}, ordinal = {named.quarter, named.nth, named.decade},
    decade = {named.decade}, season = {named.season}, ["vague-number"] = {counted},
    final = {named.nth, named.quarter}, ["w/c"] = {named.week}, code = {named.quarter},
    shift = {shifted, shifted_name, counted, named.quarter, named.nth},
}
local READERS = {
    digits = {named.month, named.year, named.month_digits, named.quarter, named.nth, named.decade, counted},
    number = {named.year, counted}, ordinal = {named.quarter, named.nth, named.decade}, month = {named.month},
    that = {shifted}, unit = {named.week, named.year, named.weekend}, season = {named.season},
    holiday = {named.weekend}, decade = {named.decade}, code = {named.quarter, named.year},
    ["vague-number"] = {counted}, final = {named.nth, named.quarter}, ["w/c"] = {named.week},
}
for kind in pairs {fiscal = 1, financial = 1, school = 1, academic = 1, calendar = 1} do
    READERS[kind], AFTER_THE[kind] = {named.year}, {named.year}
end

--- The longest stretch at `i`, without a phase (early, the end of).
function span.read(P, i)
    local class = P:class(i)
    local readers
    if class == "the" then
        readers = AFTER_THE[P:class(i + 1)]
    elseif class == "shift" then
        readers = AFTER_SHIFT[P:class(P:after(i))]
    else
        readers = READERS[class]
    end
    if not readers then
        return nil
    end
    local best
    for n = 1, #readers do
        local node = readers[n](P, i)
        if node and (not best or node.j > best.j) then
            best = node
        end
    end
    return best
end

--- The year of the stretch of `n` months from month m on that the reference date lies in, or that
-- is the last before or the first behind it, as tense wants.
local function year_near(P, node, first, m, n)
    local now = P.now
    local here = now.y * 12 + now.m
    local past = now.y * 12 + m
    past = past <= here and past or past - 12
    if past + n > here then
        return (past - m) // 12
    end
    local b, f = past, past + 12
    local hint, alone = P:hint(first, node.j - 1)
    local back, ahead = here - b, f - here
    if alone or hint == "future" and not (ahead > 10 and back < 2) or hint == "past" and back > 10 and ahead < 2
        or not hint and ahead < back then
        b = f
    end
    return (b - m) // 12
end

--- Find out which one it is, where that is open.
function span.settle(P, node, first)
    if node.b or node.value then
        return node
    end
    local j, phase = node.j, node.phase
    local made
    if node.m then
        if P.now then
            made = stretch.of_month(year_near(P, node, first, node.m, 1), node.m, j)
        else
            node.value = string.format("XXXX-%02d", node.m)
        end
    elseif node.q then
        local of = node.grain == "Q" and stretch.of_quarter or stretch.of_half
        if P.now then
            made = of(P.now.y, node.q, j)
        else
            node.value = node.grain == "Q" and "XXXX-Q" .. node.q or "XXXX-H" .. node.q
        end
    elseif node.season then
        if P.now and P.word[node.at - 1] and P.word[node.at - 1] ~= "," then
            local s = SEASONS[node.season]
            made = stretch.of_season(year_near(P, node, first, s[1], s[2]), node.season, j)
        else
            node.value = "XXXX-" .. node.season
        end
    end
    if made then
        made.phase, made.weak, made.at = phase, node.weak, node.at
        made.inferred = true
        return made
    end
    return node
end

local THIRDS = {early = {0, 1 / 3}, start = {0, 1 / 3}, mid = {1 / 3, 2 / 3}, late = {2 / 3, 1}, ["end"] = {2 / 3, 1}}

--- Narrow first and last day to the part that the phase names.
function span.cut(P, node, phase)
    node.phase = phase
    if not node.b then
        return node
    end
    if phase == "rest" then
        node.b = P.now and math.max(node.b, P.now.serial) or node.b
        node.value = value.iso(node.b) .. "/" .. value.iso(node.f)
        return node
    end
    local part = THIRDS[phase]
    local n = node.f - node.b + 1
    if n > 2 then
        node.whole_b, node.whole_f = node.b, node.f
        local b = node.b + math.floor(n * part[1] + 0.5)
        node.f = node.b + math.floor(n * part[2] + 0.5) - 1
        node.b = b
    end
    return node
end

return span
