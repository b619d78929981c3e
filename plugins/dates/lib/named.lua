--- Stretches by name: May 2016, 2016, Q1, week 3, the week of May 5, the 1990s, summer 2012.
local calendar = require "lib.calendar"
local holiday = require "lib.holiday"
local stretch = require "lib.stretch"
local value = require "lib.value"

local named = {}

function named.month(P, i)
    local a, j = P:is(i, "month")
    if not a then
        -- 2016 april, 2019-aug
        local y, k = P:year(i)
        if y and P.word[i]:find("^%d") then
            local l = (P.word[k] == "-" or P.word[k] == "/" or P.word[k] == ",") and k + 1 or k
            local m, n = P:is(l, "month")
            if m and not m.phase and not (P.word[n] or ""):find("^%d") and P.word[n] ~= "/" then
                return stretch.of_month(y, m.n, n)
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
    if y and w == "of" and P.word[k]:find("^%d%d$")
        and P:is(l, "unit") then
        y = nil
    end
    if not y and w ~= "/" then
        y, l = P:year(j)
        if not y and (P.word[j] == "’" or P.word[j] == "'") and (P.word[j + 1] or ""):find("^%d%d$") then
            y, l = P:full_year(tonumber(P.word[j + 1])), j + 2
        end
    end
    if not y and (w == "of" or w == ",") then
        local next_year = P.g.span.shifted(P, k)
        if next_year and next_year.grain == "Y" and next_year.y then
            y, l = next_year.y, next_year.j
        end
    elseif not y then
        local next_year = P.g.span.shifted(P, j)
        if next_year and next_year.grain == "Y" and next_year.y then
            y, l = next_year.y, next_year.j
        end
    end
    if not y and P.now and w == "after" and P.word[j + 1] == "next" then
        y, l = P.now.y + (a.n > P.now.m and 1 or 2), j + 2
    end
    local far = not y and P.now and w == "in" and P.g.away.months(P, j)
    if far then
        local m
        y, m = calendar.civil(far.serial)
        y, l = a.n >= m and y or y + 1, far.j
    end
    if y then
        node = stretch.of_month(y, a.n, l)
    else
        node = {k = "span", grain = "M", m = a.n, j = j, weak = a.weak, at = i}
    end
    node.phase = a.phase
    return node
end

function named.year(P, i)
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
            local whole = y and stretch.of_year(y, k) or nil
            if whole then
                whole.start = j
            end
            return whole
        end
        local prefix = kind:find("^fi") and "FY" or "SY"
        local fiscal = stretch.new("FY", nil, nil, prefix .. (y or "XXXX"), y and k or j + 2)
        fiscal.start = j
        return fiscal
    end
    if kind == "fy" or kind == "sy" or kind == "cy" then
        local y, k = P:year(j + 1, true)
        if y then
            return kind == "cy" and stretch.of_year(y, k) or stretch.new("FY", nil, nil, kind:upper() .. y, k)
        end
    end
    local prefix, digits = (w or ""):match("^([fsc]y)(%d+)$")
    if prefix and (#digits == 2 or #digits == 4) then
        local y = #digits == 2 and P:full_year(tonumber(digits)) or tonumber(digits)
        return prefix == "cy" and stretch.of_year(y, i + 1) or stretch.new("FY", nil, nil, prefix:upper() .. y, i + 1)
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
            return stretch.of_month(y, m, k + 2)
        end
    end
    -- 2017-q1, 2017 q1, 2019-H2
    local q = P.word[P.word[k] == "-" and k + 1 or k]
    local letter, n = (q or ""):match("^([qh])([1-4])$")
    if letter then
        local l = P.word[k] == "-" and k + 2 or k + 1
        n = tonumber(n)
        if letter == "q" then
            return stretch.of_quarter(y, n, l)
        elseif n <= 2 then
            return stretch.of_half(y, n, l)
        end
    end
    local season, m = P:is(k, "season")
    if season and not marked then
        return stretch.of_season(y, season.season, m)
    end
    local node = stretch.of_year(y, k)
    node.start = w == "the" and i + 1 or i
    node.bare = not marked
    node.words = not digits4
    local era = P.word[k]
    if era == "ad" or era == "a.d." or era == "ce" then
        node.j = k + 1
    elseif era == "bc" or era == "b.c." or era == "bce" then
        node = stretch.new("Y", nil, nil, string.format("-%04d", y), k + 1)
    end
    return node
end

--- 2/2013, 10-2014.
function named.month_digits(P, i)
    local w = P.word[i]
    local m, y
    if not P.is_int(w) then
        m, y = w:match("^(%d%d?)[/-]([12]%d%d%d)$")
    end
    if not m and #w <= 2 and (P.word[i + 1] == "/") and (P.word[i + 2] or ""):find("^[12]%d%d%d$")
        and P:glued(i + 1) and P:glued(i + 2) then
        m, y = w, P.word[i + 2]
        m = tonumber(m)
        return m >= 1 and m <= 12 and stretch.of_month(tonumber(y), m, i + 3) or nil
    end
    if m then
        m = tonumber(m)
        return m >= 1 and m <= 12 and stretch.of_month(tonumber(y), m, i + 1) or nil
    end
end

--- Q1, the third quarter of 2013, 18q4, next year's first quarter, the first half of 2015.
function named.quarter(P, i)
    local w = P.word[i]
    local n, j, letter
    local yy, q
    if w and not P.is_int(w) then
        yy, q = w:match("^(%d%d)q([1-4])$")
    end
    if yy then
        return stretch.of_quarter(P:full_year(tonumber(yy)), tonumber(q), i + 1)
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
            local s = P.g.span.shifted(P, i)
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
            return letter == "Q" and stretch.of_quarter(year_of.y, n, j) or stretch.of_half(year_of.y, n, j)
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
        local s = P.g.span.shifted(P, k) or (of == "of" and P.g.span.this(P, k))
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
    return letter == "Q" and stretch.of_quarter(y, n, l) or stretch.of_half(y, n, l)
end

local WEEK_OF = {of = true, beginning = true, commencing = true, starting = true, from = true, ending = false}

--- week 31, week 3 of 2027, the week of May 5, w/c Feb 4, the week commencing 4 May.
function named.week(P, i)
    local from = P.word[i] == "the" and i + 1 or i
    local w = P.word[from]
    local j
    if w == "w/c" then
        j = from + 1
    elseif w == "week" then
        local n, k = P:int(from + 1)
        if n and n >= 1 and n <= 53 and P.word[from + 1]:find("^%d+$") then
            local y, l
            local of = P.word[k] == "of" or P.word[k] == ","
            y, l = P:year(of and k + 1 or k)
            if not y then
                local s = P.g.span.shifted(P, of and k + 1 or k)
                if s and s.grain == "Y" and s.y then
                    y, l = s.y, s.j
                end
            end
            if not y and not P.now then
                return stretch.new("W", nil, nil, string.format("XXXX-W%02d", n), k)
            end
            local node = stretch.of_week(calendar.first_week(y or P.now.y) + 7 * (n - 1), y and l or k)
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
        return stretch.new("W", nil, nil, d.value, d.j)
    end
    return stretch.of_week(calendar.monday(d.serial), d.j)
end

--- first week of 2015, the last week of july, 3rd week of Jan, the first 2 weeks of 2021, last
-- weekend of October, the 9th month of next year, the third last week of 2018.
function named.nth(P, i)
    local j = P.word[i] == "the" and i + 1 or i
    local n, k, last = P:ordinal_or_last(j)
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
    if not unit or (u ~= "W" and u ~= "WE" and u ~= "M" and u ~= "D") or (P.word[m] ~= "of"
        and P.word[m] ~= "in") then
        return nil
    end
    if u == "D" and count == 1 then
        return nil
    end
    local rest = P.g.span.read(P, m + 1) or P.g.span.this(P, m + 1)
    if not rest then
        return nil
    end
    local bare_month = rest.grain == "M" and not rest.y
    rest = P.g.span.settle(P, rest, m + 1)
    if not rest.b then
        if bare_month and u == "W" and not last then
            return stretch.new("W", nil, nil, nil, rest.j)
        end
        return nil
    end
    if u == "M" then
        local y, mm = calendar.civil(rest.b)
        local at_month = last and 13 - n or n
        return rest.grain == "Y" and at_month >= 1 and at_month <= 12 and stretch.of_month(y, at_month, rest.j)
            or nil, mm
    end
    if u == "D" then
        local b = last and rest.f - count + 1 or rest.b
        return stretch.new("days", b, b + count - 1, value.iso(b) .. "/" .. value.iso(b + count), rest.j)
    end
    if u == "WE" then
        local sat
        if last then
            sat = rest.f - (calendar.weekday(rest.f) - 6) % 7 - (n - 1) * 7
        else
            sat = rest.b + (6 - calendar.weekday(rest.b)) % 7 + (n - 1) * 7
        end
        return stretch.of_weekend(sat - 5, rest.j)
    end
    -- A week belongs to the month or year that its Thursday lies in.
    local first = calendar.monday(rest.b)
    if first + 3 < rest.b then
        first = first + 7
    end
    local final = calendar.monday(rest.f)
    if final + 3 > rest.f then
        final = final - 7
    end
    local monday = last and final - (n - 1) * 7 or first + (n - 1) * 7
    local node = stretch.of_week(monday, rest.j)
    if count > 1 then
        node.f = monday + 7 * count - 1
        node.value = value.iso(monday) .. "/" .. value.iso(node.f + 1)
    end
    return node
end

--- 1990s, the '90s, the nineties, the 21st century, the 19th and 20th.
function named.decade(P, i)
    local j = P.word[i] == "the" and i + 1 or i
    local w = P.word[j] or ""
    local digits = P:class(j) == "digits" and not P.is_int(w)
    local y = digits and w:match("^([12]%d%d0)['’]?s$")
    if y then
        y = tonumber(y)
        return stretch.of_decade(y, j + 1)
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
        return stretch.of_decade(century + yy <= now and century + yy or century - 100 + yy, j + 1)
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
            local node = stretch.of_century(n, m)
            local era = P.word[m]
            if era == "bc" or era == "b.c." or era == "bce" then
                return nil
            end
            return node
        end
    end
end

--- winter, the summer of 2012, spring 2014, Christmas weekend 2021, weekend of Easter.
function named.season(P, i)
    local j = P.word[i] == "the" and i + 1 or i
    local a, k = P:is(j, "season")
    if not a then
        return nil
    end
    local w = P.word[k]
    local l = (w == "of" or w == "," or w == "in") and k + 1 or k
    local y, m = P:year(l)
    if not y then
        local s = P.g.span.shifted(P, l)
        if s and s.grain == "Y" and s.y then
            y, m = s.y, s.j
        end
    end
    if y then
        return stretch.of_season(y, a.season, m)
    end
    return {k = "span", grain = "SEASON", season = a.season, j = k, weak = a.weak, at = j}
end

function named.weekend(P, i)
    local day = P.g.day
    -- halloween weekend 2021
    local h, j = P:is(i, "holiday")
    if h then
        local unit, k = P:is(j, "unit")
        if not unit or unit.unit ~= "WE" then
            return nil
        end
        local y, l = P:year(k)
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
        return stretch.of_weekend(monday, y and l or k)
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
                    return stretch.of_weekend(monday, j2)
                end
            end
        end
        if from > i or P:bare_ok(i) then
            if not P.now then
                return stretch.new("WE", nil, nil, "XXXX-WXX-WE", k)
            end
            local n = 0
            if P:hint(i, k - 1) == "past" and calendar.weekday(P.now.serial) < 6 then
                n = -1
            end
            return stretch.at(P, "WE", n, k)
        end
    end
end

return named
