--- Days: 5 May 2016, May 5th, 2016-05-05, 5/5/16, Friday, next Monday, the 18th, the first
-- Monday of May, tomorrow, Christmas Eve, the day before.
-- A day is {k = "day", j = next token} and either `serial`, or what is known of y, m, d, wd.
local calendar = require "lib.calendar"
local date = require "lib.date"
local holiday = require "lib.holiday"
local value = require "lib.value"

local day = {}

local OF = {of = true, ["in"] = true}

-- ---- which one, where only a part is known ----------------------------------

--- The day before or from the reference date on, or the nearest, as tense wants.
-- `find(from, step)` gives the first such day from `from` on in that direction, or nil.
function day.choose(P, first, last, find, pinned)
    local now = P.now
    local hint, alone = P:hint(first, last)
    local past, future = find(now.serial, -1), find(now.serial, 1)
    if not past or not future then
        return past or future
    end
    local back, ahead = now.serial - past, future - now.serial
    if pinned then
        return ahead <= back and future or past
    end
    if hint == "past" then
        return back > 300 and ahead < 45 and future or past
    elseif hint == "future" or alone then
        return not alone and ahead > 300 and back < 45 and past or future
    end
    if ahead + back <= 7 then
        return past
    end
    return ahead < back and future or past
end

--- Finds the day `d` of a month, `apart` months from one try to the next, at most `most` of them;
-- it is in month `m` if that is given.
local function by_months(apart, most, m, d, wd)
    return function(from, step)
        local y, now = calendar.civil(from)
        for n = 0, most do
            local months = y * 12 + (m or now) - 1 + apart * step * n
            local at, month = months // 12, months % 12 + 1
            if calendar.exists(at, month, d) then
                local s = calendar.serial(at, month, d)
                if (s - from) * step >= 0 and (not wd or calendar.weekday(s) == wd) then
                    return s
                end
            end
        end
    end
end

local function by_year(m, d, wd)
    return by_months(12, 40, m, d, wd)
end

local function by_month(d, wd)
    return by_months(1, 80, nil, d, wd)
end

local function by_week(wd)
    return function(from, step)
        return step < 0 and from - (calendar.weekday(from) - wd) % 7
            or from + (wd - calendar.weekday(from)) % 7
    end
end

--- Find out which day it is, if that can be told, and write its value.
function day.settle(P, node, first)
    if node.serial then
        node.value = node.value or value.iso(node.serial)
    elseif node.y and node.m and node.d then
        node.value = value.partial(node.y, node.m, node.d)
        if calendar.exists(node.y, node.m, node.d) then
            node.serial = calendar.serial(node.y, node.m, node.d)
        end
    elseif P.now then
        local find = node.m and by_year(node.m, node.d, node.m and node.sure and node.wd)
            or node.d and by_month(node.d, node.wd) or by_week(node.wd)
        local s = day.choose(P, first, node.j - 1, find, node.wd and (node.d or node.m) and not node.only)
        if not s and node.m then
            s = day.choose(P, first, node.j - 1, by_year(node.m, node.d))
        end
        if s then
            node.serial, node.value = s, value.iso(s)
        end
    end
    if not node.value then
        node.value = node.d and value.partial(node.y, node.m, node.d)
            or "XXXX-WXX-" .. node.wd
    end
    node.b, node.f = node.serial, node.last or node.serial
    return node
end

-- ---- weekdays -------------------------------------------------------------------

--- Monday of next week, next week Wednesday, Tuesday next week.
local function in_week(P, wd, j)
    local k = P.word[j] == "of" and j + 1 or P.word[j] == "," and j + 1 or j
    if P.word[k] == "the" then
        k = k + 1
    end
    local shift, l = P:shift(k)
    local unit, n = P:is(l or k, "unit")
    if shift and unit and unit.unit == "W" and P.now then
        return {k = "day", serial = calendar.monday(P.now.serial) + shift.n * 7 + wd - 1, j = n, week = true}
    end
end

local function weekday(P, i)
    local a, j = P:is(i, "weekday")
    if not a or a.plural then
        return nil
    end
    local week = in_week(P, a.n, j)
    if week then
        return week
    end
    -- Tuesday, May 5; Friday-Jun-15; friday (jun-15); Monday the 21st
    local k = j
    local w = P.word[k]
    if w == "," or w == "-" or w == "(" or w == "." then
        k = k + 1
    end
    if P.word[k] == "the" and not P:ordinal(k + 1) then
        k = j
    end
    local found = date.read(P, k)
    if found and found.loose then
        -- Monday 12-4 are hours, unless that day is a Monday
        found = P.now and calendar.weekday(calendar.serial(P.now.y, found.m, found.d)) == a.n and found or nil
    end
    if found and not (found.point and not found.y) then
        if w == "(" then
            if P.word[found.j] ~= ")" then
                return {k = "day", wd = a.n, j = j, weak = a.weak}
            end
            found.j = found.j + 1
        end
        found.wd, found.sure = a.n, true
        return found
    end
    local from = P.word[k] == "the" and k + 1 or k
    if w == "," or w == "." then
        from = j
        if P.word[from] == "." then
            from = from + 1
        end
    end
    local d, l, ordinal = P:daynum(from)
    if d and not (ordinal and not P.word[from]:find("^%d") and P:follows_noun(l) and not P:is(l, "part")
        and not P:is(l, "number"))
        and (ordinal or (P.word[from]:find("^%d%d$") and not P:clock_behind(l))) and w ~= "-" and not P:is(l, "unit")
        and not P:is(l, "half") and not P:is(l, "oclock") and (ordinal or not P:is(l, "number")) then
        return {k = "day", wd = a.n, d = d, j = l}
    end
    -- Wednesday after next
    if P.word[j] == "after" and P.word[j + 1] == "next" and P.now then
        local first = P.now.serial + (a.n - calendar.weekday(P.now.serial) - 1) % 7 + 1
        return {k = "day", serial = first + 7, j = j + 2}
    end
    -- Monday week, Monday fortnight
    local unit, n = P:is(j, "unit")
    if unit and (P.word[j] == "week" or P.word[j] == "fortnight") and P.now and not P.word[n] then
        local first = P.now.serial + (a.n - calendar.weekday(P.now.serial)) % 7
        return {k = "day", serial = first + (unit.unit == "W" and 7 or 14), j = n}
    end
    return {k = "day", wd = a.n, j = j, weak = a.weak, only = true}
end

--- this/next/last Friday.
local function shifted_weekday(P, i)
    local shift, j = P:shift(i)
    if not shift then
        return nil
    end
    local a, k = P:is(j, "weekday")
    if not a or a.plural then
        -- next week Wednesday, last week - Monday
        local unit, l = P:is(j, "unit")
        if unit and unit.unit == "W" and P.now then
            local m = l
            if P.word[m] == "on" or P.word[m] == "-" or P.word[m] == "," then
                m = m + 1
            end
            local wd, n = P:is(m, "weekday")
            if wd and not wd.plural then
                return {k = "day", serial = calendar.monday(P.now.serial) + shift.n * 7 + wd.n - 1, j = n}
            end
        end
        return nil
    end
    local dashed = (P.word[k] == "-" or P.word[k] == "(") and k + 1 or P.word[k] == "," and k + 1 or k
    local found = date.read(P, dashed)
    if found and found.m and not found.loose then
        if P.word[k] == "(" and P.word[found.j] == ")" then
            found.j = found.j + 1
        end
        found.wd = a.n
        found.sure = true
        return found
    end
    local of_month = (P.word[k] == "of" or P.word[k] == "in")
    if of_month and shift.n == -1 then
        return nil
    end
    if not P.now then
        return {k = "day", wd = a.n, j = k}
    end
    local serial
    local today = P.now.serial
    if shift.near then
        serial = shift.n > 0 and today + (a.n - calendar.weekday(today) - 1) % 7 + 1
            or today - (calendar.weekday(today) - a.n - 1) % 7 - 1
    else
        serial = calendar.monday(today) + shift.n * 7 + a.n - 1
    end
    return {k = "day", serial = serial, j = k, shifted = true}
end

--- first Monday of next month, last friday in october, third day of May, the last day of 2015,
-- the 5th last day of May.
local function nth(P, i)
    local j = P.word[i] == "the" and i + 1 or i
    local n, k, last = P:ordinal_or_last(j)
    if not n then
        return nil
    end
    local wd, l = P:is(k, "weekday")
    local unit
    if not wd then
        unit, l = P:is(k, "unit")
        if not unit or (unit.unit ~= "D" and unit.unit ~= "BD") then
            return nil
        end
    end
    local rest
    local part, m = nil, l
    if wd then
        -- first Monday evening of next month is put together in join
        part, m = P:is(l, "part")
        m = part and m or l
    end
    if not OF[P.word[m]] then
        if wd and P.word[m] == "after" then
            local from = P.g.day.read(P, m + 1)
            if from then
                from = day.settle(P, from, m + 1)
                if from.serial then
                    local s = from.serial + (wd.n - calendar.weekday(from.serial) - 1) % 7 + 1 + (n - 1) * 7
                    return {k = "day", serial = s, j = from.j}
                end
            end
        end
        return nil
    end
    rest = P.g.span.read(P, m + 1) or P.g.span.this(P, m + 1)
    if not rest then
        return nil
    end
    rest = P.g.span.settle(P, rest, m + 1)
    if not rest.b then
        if rest.m and wd then
            return {k = "day", value = string.format("XXXX-%02d-WXX-%d-#%d",
                rest.m, wd.n, n), j = rest.j, part = part and part.part}
        end
        if rest.m and unit and not last and calendar.exists(nil, rest.m, n) then
            return {k = "day", m = rest.m, d = n, j = rest.j}
        end
        return nil
    end
    local serial
    if unit then
        serial = last and rest.f - n + 1 or rest.b + n - 1
    elseif last then
        serial = rest.f - (calendar.weekday(rest.f) - wd.n) % 7 - (n - 1) * 7
    else
        serial = rest.b + (wd.n - calendar.weekday(rest.b)) % 7 + (n - 1) * 7
    end
    if serial < rest.b or serial > rest.f then
        return nil
    end
    return {k = "day", serial = serial, j = rest.j, part = part and part.part}
end

-- ---- others ----------------------------------------------------------------------

--- Christmas, Easter 2018, last Thanksgiving, Halloween of next year.
local function named(P, i)
    local shift, j = P:shift(i)
    local a, k = P:is(j or i, "holiday")
    if not a and shift then
        return nil
    end
    if not a then
        return nil
    end
    local node = {k = "day", j = k, holiday = a}
    local y, l = P:year(k)
    if not y then
        local w = P.word[k]
        local from = (w == "of" or w == "in" or w == ",") and k + 1 or k
        y, l = P:year(from)
        if not y then
            local span = P.g.span.shifted(P, from)
            if span and span.grain == "Y" and span.y then
                y, l = span.y, span.j
            end
        end
    end
    if y then
        node.j = l
        return holiday.place(node, a.when, y)
    end
    if not P.now then
        return holiday.undated(node, a.when)
    end
    -- Thanksgiving in 9 months, Easter a year ago: the first one from then on
    local far = not shift and P.g.away.months(P, k)
    if far then
        node.j = far.j
        for n = 0, 1 do
            local year = calendar.civil(far.serial) + n
            local b = holiday.days(a.when, year)
            if b and b >= far.serial then
                return holiday.place(node, a.when, year)
            end
        end
    end
    local now = P.now.serial
    local function near(from, step)
        for n = 0, 2 do
            local b, f = holiday.days(a.when, P.now.y + step * n)
            if b and (step > 0 and f >= from or step < 0 and b <= from) then
                return b
            end
        end
    end
    local serial
    if not shift then
        serial = day.choose(P, i, k - 1, near)
    elseif shift.n < 0 then
        serial = near(now - 1, -1)
    elseif shift.n > 0 then
        serial = near(now + 1, 1)
    else
        serial = near(calendar.serial(P.now.y, 1, 1), 1)
    end
    if not serial then
        return nil
    end
    return holiday.place(node, a.when, (calendar.civil(serial)), serial)
end

--- the 18th; only behind "the", and not as the number of something.
local function only_day(P, i)
    if P.word[i] ~= "the" then
        return nil
    end
    local d, j, ordinal = P:daynum(i + 1)
    local w = P:behind(i)
    if not d or not (w and P.BEFORE_DAY[w] or i == P.lo) or not (ordinal or w == "on") then
        return nil
    end
    w = P.word[j]
    if w and not P.STOP[w] and not P:is(j, "clock") and not P:clock_behind(j) and not P:is(j, "part") then
        return nil
    end
    if not w and P:follows_noun(j) then
        return nil
    end
    return {k = "day", d = d, j = j}
end

local BESIDE = {before = -1, after = 1}

local function relative(P, i)
    local a, j = P:is(i, "day")
    if a then
        if not P.now then
            return {k = "day", j = j, unknown = true, part = a.part}
        end
        local node = {k = "day", serial = P.now.serial + a.n, j = j, relative = true, part = a.part}
        local k = P.word[j] == "," and j + 1 or j
        local found = date.read(P, k)
        if found and found.y and not found.loose then
            found.part = node.part
            return found
        end
        return node
    end
    -- the day before, the next day, the following day, the day
    local k = P.word[i] == "the" and i + 1 or i
    local w = P.word[k]
    if (w == "next" or w == "following") and P.word[k + 1] == "day" then
        local unit, l = P:is(k + 1, "unit")
        if unit then
            return P.now and {k = "day", serial = P.now.serial + 1, j = l} or {k = "day", j = l, unknown = true}
        end
    end
    if w == "day" and k > i and BESIDE[P.word[k + 1]] then
        if not P.word[k + 2] or P.STOP[P.word[k + 2]] then
            return P.now and {k = "day", serial = P.now.serial + BESIDE[P.word[k + 1]], j = k + 2}
                or {k = "day", j = k + 2, unknown = true}
        end
    end
end

-- By what begins at the place; where that is not enough, by what follows it (text:class).
local READERS = {
    digits = {date.read, nth}, number = {date.read}, ordinal = {date.read, nth}, month = {date.read},
    weekday = {weekday}, holiday = {named}, day = {relative}, final = {nth}, that = {shifted_weekday},
    the = {
        digits = {date.read, nth, only_day}, ordinal = {date.read, nth, only_day},
        number = {date.read, nth, only_day}, shift = {nth, named, relative}, unit = {relative}, final = {nth},
    },
    shift = {weekday = {shifted_weekday, nth}, unit = {shifted_weekday, nth, relative}, holiday = {named}},
}

--- The longest day that begins at `i`.
function day.read(P, i)
    local class = P:class(i)
    local readers = READERS[class]
    if class == "the" or class == "shift" then
        readers = readers[P:class(P:after(i))]
    end
    return date.best_of(readers, P, i)
end

--- May 5, Tue: the weekday behind.
function day.weekday_behind(P, node)
    local j = node.j
    local w = P.word[j]
    local k = (w == "," or w == "(") and j + 1 or j
    local a, l = P:is(k, "weekday")
    if a and node.m and not node.wd and not a.plural and (w == "(" and P.word[l] == ")" or w == "," ) then
        node.wd, node.sure = a.n, true
        node.j = w == "(" and l + 1 or l
    end
    return node
end

return day
