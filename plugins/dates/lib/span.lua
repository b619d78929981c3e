--- Stretches of the calendar: May 2016, 2016, Q1, next week, the week of May 5, the 1990s, last
-- summer, the next three months, early March, the end of the year.
-- A span is {k = "span", grain, j = next token} and either first and last day b, f, or, of a month
-- or season without a year, m or season.
local calendar = require "lib.calendar"
local length = require "lib.length"
local value = require "lib.value"

local span = {}

local MONTHS_IN = {M = 1, Q = 3, HY = 6, Y = 12, DEC = 120, CENT = 1200}
local SEASONS = {SP = {3, 3}, SU = {6, 3}, FA = {9, 3}, WI = {12, 3}} -- first month, months

local function new(grain, b, f, v, j)
    return {k = "span", grain = grain, b = b, f = f, value = v, j = j}
end

function span.of_year(y, j)
    local node = new("Y", calendar.serial(y, 1, 1), calendar.serial(y, 12, 31), string.format("%04d", y), j)
    node.y = y
    return node
end

function span.of_month(y, m, j)
    local node = new("M", calendar.serial(y, m, 1), calendar.serial(y, m, calendar.month_length(y, m)),
                     string.format("%04d-%02d", y, m), j)
    node.y, node.m = y, m
    return node
end

function span.of_week(monday, j, days)
    return new("W", monday, monday + (days or 7) - 1, value.week(monday), j)
end

--- `n` months from the first of month m of year y.
local function of_months(grain, y, m, n, v, j)
    local b = calendar.serial(y, m, 1)
    local node = new(grain, b, calendar.add_months(b, n) - 1, v, j)
    node.y = y
    return node
end

function span.of_quarter(y, q, j)
    return of_months("Q", y, q * 3 - 2, 3, string.format("%04d-Q%d", y, q), j)
end

function span.of_half(y, h, j)
    local node = of_months("HY", y, h * 6 - 5, 6, nil, j)
    node.value = value.iso(node.b) .. "/" .. value.iso(node.f + 1)
    return node
end

function span.of_season(y, season, j)
    local s = SEASONS[season]
    return of_months("SEASON", y, s[1], s[2], string.format("%04d-%s", y, season), j)
end

local function of_weekend(monday, j)
    return new("WE", monday + 5, monday + 6, value.week(monday) .. "-WE", j)
end

local function of_decade(y, j)
    y = y - y % 10
    local node = of_months("DEC", y, 1, 120, nil, j)
    node.value = string.format("%d-01-01/%d-01-01", y, y + 10)
    return node
end

local function of_century(n, j)
    local y = (n - 1) * 100
    local node = of_months("CENT", y, 1, 1200, nil, j)
    node.value = string.format("%04d-01-01/%04d-01-01", y, y + 100)
    return node
end

--- The unit that is `n` from the one that the reference date lies in.
local function at(P, unit, n, j)
    local now = P.now
    if unit == "W" then
        return span.of_week(calendar.monday(now.serial) + 7 * n, j)
    elseif unit == "WW" then
        return span.of_week(calendar.monday(now.serial) + 7 * n, j, 5)
    elseif unit == "FN" then
        local b = calendar.monday(now.serial) + 14 * n
        if n ~= 0 then
            b = n > 0 and now.serial + 14 * (n - 1) or now.serial + 14 * n
        end
        return new("FN", b, b + 13, value.iso(b) .. "/" .. value.iso(b + 14), j)
    elseif unit == "WE" then
        return of_weekend(calendar.monday(now.serial) + 7 * n, j)
    elseif unit == "M" then
        local months = now.y * 12 + now.m - 1 + n
        return span.of_month(months // 12, months % 12 + 1, j)
    elseif unit == "Q" then
        local quarters = now.y * 4 + (now.m - 1) // 3 + n
        return span.of_quarter(quarters // 4, quarters % 4 + 1, j)
    elseif unit == "HY" then
        local halves = now.y * 2 + (now.m - 1) // 6 + n
        return span.of_half(halves // 2, halves % 2 + 1, j)
    elseif unit == "Y" then
        return span.of_year(now.y + n, j)
    elseif unit == "DEC" then
        return of_decade(now.y + 10 * n, j)
    elseif unit == "CENT" then
        return of_century(now.y // 100 + 1 + n, j)
    elseif unit == "D" then
        local s = now.serial + n
        return new("D", s, s, value.iso(s), j)
    end
end

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
        local node = new("FY", nil, nil, (kind:find("^fi") and "FY" or "SY") .. y, k)
        return node
    end
    if not P.now then
        if UNKNOWN[unit.unit] then
            return new(unit.unit, nil, nil, UNKNOWN[unit.unit], k)
        end
        return nil
    end
    local node
    if shift.loose then
        -- that week: which one, only the text before it tells
        node = UNKNOWN[unit.unit] and new(unit.unit, nil, nil, UNKNOWN[unit.unit], k)
    else
        node = at(P, unit.unit, shift.n, k)
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
        return UNKNOWN[unit.unit] and new(unit.unit, nil, nil, UNKNOWN[unit.unit], k) or nil
    end
    return at(P, unit.unit, 0, k)
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
            return span.of_month(explicit, month.n, l)
        end
        if shift.n < 0 then
            y = month.n < now.m and y or y - 1
        elseif shift.n > 0 then
            y = month.n > now.m and y or y + 1
        end
        return span.of_month(y, month.n, k)
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
        return span.of_season(y, season.season, l)
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
                len = {k = "length", units = {[unit.unit == "FN" and "W" or unit.unit] = unit.unit == "FN" and 2 or 1},
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
        node.b = span.of_quarter(a // 4, a % 4 + 1).b
        node.f = span.of_quarter(b // 4, b % 4 + 1).f
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
        return at(P, unit, shift.n, len.j)
    end
    node.value = value.iso(node.b) .. "/" .. value.iso(node.f + 1)
    return node
end

-- ---- by name -----------------------------------------------------------------------

local function month(P, i)
    local a, j = P:is(i, "month")
    if not a then
        -- 2016 april, 2019-aug
        local y, k = P:year(i)
        if y and P.word[i]:find("^%d") then
            local l = (P.word[k] == "-" or P.word[k] == "/" or P.word[k] == ",") and k + 1 or k
            local m, n = P:is(l, "month")
            if m and not m.phase and not (P.word[n] or ""):find("^%d") and P.word[n] ~= "/" then
                return span.of_month(y, m.n, n)
            end
        end
        return nil
    end
    local k = j
    local w = P.word[k]
    local node
    if w == "," or w == "of" or w == "/" or w == "-" or w == "in" then
        k = k + 1
    end
    local y, l = P:year(k, w == "of")
    if y and w == "of" and not (P.word[k] or ""):find("^%d%d$") == false and P.word[k]:find("^%d%d$") and P:is(l, "unit") then
        y = nil
    end
    if not y and w ~= "/" then
        y, l = P:year(j)
        if not y and (P.word[j] == "’" or P.word[j] == "'") and (P.word[j + 1] or ""):find("^%d%d$") then
            y, l = P:full_year(tonumber(P.word[j + 1])), j + 2
        end
    end
    if not y and (w == "of" or w == ",") then
        local next_year = span.shifted(P, k)
        if next_year and next_year.grain == "Y" and next_year.y then
            y, l = next_year.y, next_year.j
        end
    elseif not y then
        local next_year = span.shifted(P, j)
        if next_year and next_year.grain == "Y" and next_year.y then
            y, l = next_year.y, next_year.j
        end
    end
    if not y and P.now and w == "after" and P.word[j + 1] == "next" then
        y, l = P.now.y + (a.n > P.now.m and 1 or 2), j + 2
    end
    local far = not y and P.now and w == "in" and P.g.join.away(P, j)
    if far then
        local m
        y, m = calendar.civil(far.serial)
        y, l = a.n >= m and y or y + 1, far.j
    end
    if y then
        node = span.of_month(y, a.n, l)
    else
        node = {k = "span", grain = "M", m = a.n, j = j, weak = a.weak, at = i}
    end
    node.phase = a.phase
    return node
end

local function year(P, i)
    local w = P.word[i]
    local j = i
    local marked = false
    local kind = w
    if w == "the" then
        j, kind = j + 1, P.word[i + 1]
    end
    if kind == "fiscal" or kind == "financial" or kind == "school" or kind == "academic" or kind == "calendar" then
        if P.word[j + 1] ~= "year" then
            return nil
        end
        local y, k = P:year(j + 2)
        if kind == "calendar" then
            local whole = y and span.of_year(y, k) or nil
            if whole then
                whole.start = j
            end
            return whole
        end
        local prefix = kind:find("^fi") and "FY" or "SY"
        local fiscal = new("FY", nil, nil, prefix .. (y or "XXXX"), y and k or j + 2)
        fiscal.start = j
        return fiscal
    end
    if kind == "fy" or kind == "sy" or kind == "cy" then
        local y, k = P:year(j + 1, true)
        if y then
            return kind == "cy" and span.of_year(y, k) or new("FY", nil, nil, kind:upper() .. y, k)
        end
    end
    local prefix, digits = (w or ""):match("^([fsc]y)(%d+)$")
    if prefix and (#digits == 2 or #digits == 4) then
        local y = #digits == 2 and P:full_year(tonumber(digits)) or tonumber(digits)
        return prefix == "cy" and span.of_year(y, i + 1) or new("FY", nil, nil, prefix:upper() .. y, i + 1)
    end
    if kind == "year" or (kind == "calendar" and P.word[j + 1] == "year") then
        j = kind == "year" and j + 1 or j + 2
        marked = true
    elseif w == "the" then
        return nil
    end
    local y, k = P:year(j)
    if not y then
        return nil
    end
    local digits4 = P.word[j]:find("^%d")
    -- 2015-3, 2014-10
    local month_digits = P.word[k + 1]
    if digits4 and (P.word[k] == "-" or P.word[k] == "/") and month_digits and month_digits:find("^[01]?%d$")
        and P:glued(k) and P:glued(k + 1) and P.word[k + 2] ~= "-" and P.word[k + 2] ~= "/" then
        local m = tonumber(month_digits)
        if m >= 1 and m <= 12 then
            return span.of_month(y, m, k + 2)
        end
    end
    -- 2017-q1, 2017 q1, 2019-H2
    local q = P.word[P.word[k] == "-" and k + 1 or k]
    local letter, n = (q or ""):match("^([qh])([1-4])$")
    if letter then
        local l = P.word[k] == "-" and k + 2 or k + 1
        n = tonumber(n)
        if letter == "q" then
            return span.of_quarter(y, n, l)
        elseif n <= 2 then
            return span.of_half(y, n, l)
        end
    end
    local season, m = P:is(k, "season")
    if season and not marked then
        return span.of_season(y, season.season, m)
    end
    local node = span.of_year(y, k)
    node.start = w == "the" and i + 1 or i
    node.bare = not marked
    node.words = not digits4
    local era = P.word[k]
    if era == "ad" or era == "a.d." or era == "ce" then
        node.j = k + 1
    elseif era == "bc" or era == "b.c." or era == "bce" then
        node = new("Y", nil, nil, string.format("-%04d", y), k + 1)
    end
    return node
end

--- 2/2013, 10-2014.
local function month_digits(P, i)
    local w = P.word[i]
    local m, y
    if not P.is_int(w) then
        m, y = w:match("^(%d%d?)[/-]([12]%d%d%d)$")
    end
    if not m and #w <= 2 and (P.word[i + 1] == "/") and (P.word[i + 2] or ""):find("^[12]%d%d%d$")
        and P:glued(i + 1) and P:glued(i + 2) then
        m, y = w, P.word[i + 2]
        m = tonumber(m)
        return m >= 1 and m <= 12 and span.of_month(tonumber(y), m, i + 3) or nil
    end
    if m then
        m = tonumber(m)
        return m >= 1 and m <= 12 and span.of_month(tonumber(y), m, i + 1) or nil
    end
end

--- Q1, the third quarter of 2013, 18q4, next year's first quarter, the first half of 2015.
local function quarter(P, i)
    local w = P.word[i]
    local n, j, letter
    local yy, q
    if w and not P.is_int(w) then
        yy, q = w:match("^(%d%d)q([1-4])$")
    end
    if yy then
        return span.of_quarter(P:full_year(tonumber(yy)), tonumber(q), i + 1)
    end
    letter, q = w:match("^([qh])([1-4])$")
    if letter then
        n, j = tonumber(q), i + 1
        if letter == "h" and n > 2 then
            return nil
        end
        letter = letter == "h" and "HY" or "Q"
    else
        local from = w == "the" and i + 1 or i
        local year_of
        if w ~= "the" or P:shift(from) then
            -- next year's first quarter
            local s = span.shifted(P, i)
            if s and s.grain == "Y" and (P.word[s.j] == "'s" or P.word[s.j] == "’s") then
                year_of, from = s, s.j + 1
            end
        end
        local k
        n, k = P:ordinal(from)
        if not n and (P.word[from] == "last" or P.word[from] == "final") then
            n, k = -1, from + 1
        end
        if not n then
            return nil
        end
        local unit, l = P:is(k, "unit")
        if unit and unit.unit == "Q" then
            letter = "Q"
        elseif P.word[k] == "half" then
            letter, l = "HY", k + 1
        else
            return nil
        end
        j = l
        if n > 4 or letter == "HY" and n > 2 then
            return nil
        end
        if year_of then
            n = n < 0 and (letter == "Q" and 4 or 2) or n
            if not year_of.y then
                return nil
            end
            return letter == "Q" and span.of_quarter(year_of.y, n, j) or span.of_half(year_of.y, n, j)
        end
        if n < 0 and P.word[j] ~= "of" then
            return nil
        end
        if letter == "HY" and P.word[j] ~= "of" then
            return nil
        end
        if n < 0 then
            n = letter == "Q" and 4 or 2
        end
    end
    local k = j
    local of = P.word[k]
    if of == "of" or of == "in" or of == "-" or of == "/" or of == "," then
        k = k + 1
    end
    local y, l = P:year(k)
    if not y then
        local s = span.shifted(P, k) or (of == "of" and span.this(P, k))
        if s and s.grain == "Y" and s.y then
            y, l = s.y, s.j
            if not s.named then
                l = s.j
            end
        elseif s and s.grain == "Y" then
            l = s.j
        end
    end
    if not y then
        if letter == "HY" and w ~= "h1" and w ~= "h2" then
            return nil
        end
        return {k = "span", grain = letter, q = n, j = l or j}
    end
    return letter == "Q" and span.of_quarter(y, n, l) or span.of_half(y, n, l)
end

local WEEK_OF = {of = true, beginning = true, commencing = true, starting = true, from = true, ending = false}

--- week 31, week 3 of 2027, the week of May 5, w/c Feb 4, the week commencing 4 May.
local function week(P, i)
    local from = P.word[i] == "the" and i + 1 or i
    local w = P.word[from]
    local j
    if w == "w/c" then
        j = from + 1
    elseif w == "week" then
        local n, k = P:int(from + 1)
        if n and n >= 1 and n <= 53 and P.word[from + 1]:find("^%d+$") then
            local y, l = nil, k
            local of = P.word[k] == "of" or P.word[k] == ","
            y, l = P:year(of and k + 1 or k)
            if not y then
                local s = span.shifted(P, of and k + 1 or k)
                if s and s.grain == "Y" and s.y then
                    y, l = s.y, s.j
                end
            end
            if not y and not P.now then
                return new("W", nil, nil, string.format("XXXX-W%02d", n), k)
            end
            local node = span.of_week(calendar.first_week(y or P.now.y) + 7 * (n - 1), y and l or k)
            node.start = from
            node.value = string.format("%04d-W%02d", y or P.now.y, n)
            return node
        end
        if not WEEK_OF[P.word[from + 1]] then
            return nil
        end
        j = from + 2
        if P.word[j] == "on" or P.word[j] == "from" then
            j = j + 1
        end
    else
        return nil
    end
    local d = P.g.day.read(P, j)
    if not d or d.k ~= "day" or d.unknown then
        return nil
    end
    d = P.g.day.settle(P, d, j)
    if not d.serial then
        return new("W", nil, nil, d.value, d.j)
    end
    return span.of_week(calendar.monday(d.serial), d.j)
end

--- first week of 2015, the last week of july, 3rd week of Jan, the first 2 weeks of 2021, last
-- weekend of October, the 9th month of next year, the third last week of 2018.
local function nth(P, i)
    local j = P.word[i] == "the" and i + 1 or i
    local n, k = P:ordinal(j)
    local last = false
    if n and P.word[k] == "last" then
        last, k = true, k + 1
    elseif not n and (P.word[j] == "last" or P.word[j] == "final") then
        n, k, last = 1, j + 1, true
    end
    if not n then
        return nil
    end
    local count = 1
    local c, l = P:int(k)
    if c then
        count, k = c, l
    end
    local unit, m = P:is(k, "unit")
    local u = unit and unit.unit
    if u == "W" and P.word[m] == "end" then
        u, m = "WE", m + 1
    end
    if not unit or (u ~= "W" and u ~= "WE" and u ~= "M" and u ~= "D") or (P.word[m] ~= "of" and P.word[m] ~= "in") then
        return nil
    end
    if u == "D" and count == 1 then
        return nil
    end
    local rest = span.read(P, m + 1) or span.this(P, m + 1)
    if not rest then
        return nil
    end
    local bare_month = rest.grain == "M" and not rest.y
    rest = span.settle(P, rest, m + 1)
    if not rest.b then
        if bare_month and u == "W" and not last then
            return new("W", nil, nil, string.format("XXXX-%02d-W%02d", rest.m, n), rest.j)
        end
        return nil
    end
    if u == "M" then
        local y, mm = calendar.civil(rest.b)
        local at_month = last and 13 - n or n
        return rest.grain == "Y" and at_month >= 1 and at_month <= 12 and span.of_month(y, at_month, rest.j) or nil, mm
    end
    if u == "D" then
        local b = last and rest.f - count + 1 or rest.b
        return new("days", b, b + count - 1, value.iso(b) .. "/" .. value.iso(b + count), rest.j)
    end
    if u == "WE" then
        local sat
        if last then
            sat = rest.f - (calendar.weekday(rest.f) - 6) % 7 - (n - 1) * 7
        else
            sat = rest.b + (6 - calendar.weekday(rest.b)) % 7 + (n - 1) * 7
        end
        return of_weekend(sat - 5, rest.j)
    end
    -- A week belongs to the month or year that its Thursday lies in.
    local first = calendar.monday(rest.b + 3)
    if calendar.monday(rest.b) + 3 >= rest.b then
        first = calendar.monday(rest.b)
    else
        first = calendar.monday(rest.b) + 7
    end
    local final = calendar.monday(rest.f)
    if final + 3 > rest.f then
        final = final - 7
    end
    local monday = last and final - (n - 1) * 7 or first + (n - 1) * 7
    local node = span.of_week(monday, rest.j)
    if count > 1 then
        node.f = monday + 7 * count - 1
        node.value = value.iso(monday) .. "/" .. value.iso(node.f + 1)
    end
    return node
end

--- 1990s, the '90s, the nineties, the 21st century, the 19th and 20th.
local function decade(P, i)
    local j = P.word[i] == "the" and i + 1 or i
    local w = P.word[j] or ""
    local digits = P:class(j) == "digits" and not P.is_int(w)
    local y = digits and w:match("^([12]%d%d0)['’]?s$")
    if y then
        y = tonumber(y)
        return y % 100 == 0 and P.word[j - 1] ~= "early" and of_decade(y, j + 1) or of_decade(y, j + 1)
    end
    local yy = digits and w:match("^['’]?(%d0)['’]?s$")
    if yy and (i < j or w:find("^['’]")) then
        yy = tonumber(yy)
    else
        yy = nil
        local a = P:is(j, "decade")
        if a then
            yy = a.n
        end
    end
    if yy then
        local now = P.now and P.now.y or 2020
        local century = now - now % 100
        return of_decade(century + yy <= now and century + yy or century - 100 + yy, j + 1)
    end
    local century, l = P:year(j)
    local dec = century and P:is(l, "decade")
    if century and dec then
        return nil
    end
    local n, k = P:ordinal(j)
    if n then
        local unit, m = P:is(k == j + 1 and P.word[k] == "-" and k + 1 or k, "unit")
        if unit and unit.unit == "CENT" and n >= 1 and n <= 30 then
            local node = of_century(n, m)
            local era = P.word[m]
            if era == "bc" or era == "b.c." or era == "bce" then
                return nil
            end
            return node
        end
    end
end

--- winter, the summer of 2012, spring 2014, Christmas weekend 2021, weekend of Easter.
local function season(P, i)
    local j = P.word[i] == "the" and i + 1 or i
    local a, k = P:is(j, "season")
    if not a then
        return nil
    end
    local w = P.word[k]
    local l = (w == "of" or w == "," or w == "in") and k + 1 or k
    local y, m = P:year(l)
    if not y then
        local s = span.shifted(P, l)
        if s and s.grain == "Y" and s.y then
            y, m = s.y, s.j
        end
    end
    if y then
        return span.of_season(y, a.season, m)
    end
    return {k = "span", grain = "SEASON", season = a.season, j = k, weak = a.weak, at = j}
end

local function weekend(P, i)
    local day = P.g.day
    -- halloween weekend 2021
    local h, j = P:is(i, "holiday")
    if h then
        local unit, k = P:is(j, "unit")
        if not unit or unit.unit ~= "WE" then
            return nil
        end
        local y, l = P:year(k)
        local holiday = require "lib.holiday"
        if not y and not P.now then
            return nil
        end
        local node = holiday.place({k = "day"}, h.when, y or P.now.y)
        local b = node and node.serial
        if not b then
            return nil
        end
        local wd = calendar.weekday(b)
        local monday = calendar.monday(b)
        if wd <= 2 then
            monday = monday - 7
        end
        return of_weekend(monday, y and l or k)
    end
    local from = P.word[i] == "the" and i + 1 or i
    local unit, k = P:is(from, "unit")
    if unit and unit.unit == "WE" and not P.PLURAL[P.word[from]] then
        if P.word[k] == "of" then
            local d = day.read(P, P.word[k + 1] == "the" and k + 2 or k + 1)
            if d and not d.unknown then
                local j2 = d.j
                d = day.settle(P, d, k + 1)
                if d.b then
                    local monday = calendar.monday(d.b)
                    if calendar.weekday(d.b) <= 2 then
                        monday = monday - 7
                    end
                    return of_weekend(monday, j2)
                end
            end
        end
        if from > i or P:bare_ok(i) then
            if not P.now then
                return new("WE", nil, nil, "XXXX-WXX-WE", k)
            end
            local n = 0
            if P:hint(i, k - 1) == "past" and calendar.weekday(P.now.serial) < 6 then
                n = -1
            end
            return at(P, "WE", n, k)
        end
    end
end

-- ---- all together ----------------------------------------------------------------

local shifted = span.shifted
-- By what begins at the place, or by what follows "the" and words like next (text:class).
local AFTER_SHIFT = {unit = {shifted, counted, quarter, nth}, month = {shifted_name}, season = {shifted_name},
                     digits = {counted, nth}, number = {counted, nth}, ["vague-number"] = {counted},
                     fiscal = {shifted}, financial = {shifted}, school = {shifted}, academic = {shifted},
                     calendar = {shifted}, fraction = {quarter}, a = {counted}, one = {counted}}
local AFTER_THE = {unit = {year, week, weekend}, digits = {quarter, nth, decade, counted}, number = {counted, decade},
                   ordinal = {quarter, nth, decade}, decade = {decade}, season = {season},
                   ["vague-number"] = {counted}, final = {nth, quarter}, ["w/c"] = {week},
                   shift = {shifted, shifted_name, counted, quarter, nth}, code = {quarter}}
local READERS = {
    digits = {month, year, month_digits, quarter, nth, decade, counted},
    number = {year, counted}, ordinal = {quarter, nth, decade}, month = {month}, that = {shifted},
    unit = {week, year, weekend}, season = {season}, holiday = {weekend}, decade = {decade}, code = {quarter, year},
    ["vague-number"] = {counted}, final = {nth, quarter}, ["w/c"] = {week},
}
for kind in pairs {fiscal = 1, financial = 1, school = 1, academic = 1, calendar = 1} do
    READERS[kind], AFTER_THE[kind] = {year}, {year}
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
            made = span.of_month(year_near(P, node, first, node.m, 1), node.m, j)
        else
            node.value = string.format("XXXX-%02d", node.m)
        end
    elseif node.q then
        local of = node.grain == "Q" and span.of_quarter or span.of_half
        if P.now then
            made = of(P.now.y, node.q, j)
        else
            node.value = node.grain == "Q" and "XXXX-Q" .. node.q or "XXXX-H" .. node.q
        end
    elseif node.season then
        if P.now and P.word[node.at - 1] and P.word[node.at - 1] ~= "," then
            local s = SEASONS[node.season]
            made = span.of_season(year_near(P, node, first, s[1], s[2]), node.season, j)
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

span.at = at
span.MONTHS_IN = MONTHS_IN

return span
