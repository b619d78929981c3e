--- Dates with a month: 2016-05-05, 5/5/16, 5 May 2016, May 5th, 2016/May/5, 20 of next month.
local calendar = require "lib.calendar"

local date = {}

local DASH = {["-"] = true, ["/"] = true, ["–"] = true}

-- ---- dates in digits ---------------------------------------------------------

local function ymd(y, m, d, j)
    if calendar.exists(y, m, d) or y and m >= 1 and m <= 12 and d >= 1 and d <= 31 then
        return {k = "day", y = y, m = m, d = d, j = j}
    end
end

--- Month first, as American copy has it, unless that cannot be.
local function two(a, b, y, j)
    return calendar.exists(y, a, b) and {k = "day", y = y, m = a, d = b, j = j}
        or calendar.exists(y, b, a) and {k = "day", y = y, m = b, d = a, j = j} or nil
end

--- 2016-05-05, with a time or without, 20160505, 5/5/16, 5.5.2016, 5/5: all in one token.
local function one_token(P, i)
    local w = P.word[i]
    local y, m, d, t = w:match("^(%d%d%d%d)[-/.](%d%d?)[-/.](%d%d?)(.*)$")
    if y then
        local node = ymd(tonumber(y), tonumber(m), tonumber(d), i + 1)
        if t ~= "" then
            local hh, mm, ss = t:match("^t(%d%d):(%d%d):?(%d?%d?)[%d.]*z?$")
            if not hh or not node then
                return nil
            end
            node.sec = tonumber(hh) * 3600 + tonumber(mm) * 60 + (tonumber(ss) or 0)
        end
        return node
    end
    local first, mark, second, rest = w:match("^(%d%d?)([-/.])(%d%d?)(.*)$")
    if not first then
        return nil
    end
    local a, b = tonumber(first), tonumber(second)
    local digits = rest:match("^[-/.](%d%d%d?%d?)$")
    if digits and #digits ~= 3 then
        y = #digits == 2 and P:full_year(tonumber(digits)) or tonumber(digits)
        if mark == "." and calendar.exists(y, b, a) then
            return {k = "day", y = y, m = b, d = a, j = i + 1}
        end
        return two(a, b, y, i + 1)
    end
    if rest ~= "" or mark == "-" then
        return nil
    end
    local node
    if mark == "/" then
        node = two(a, b, nil, i + 1)
        if node then
            node.slash = true
            local year, k = P:year(P.word[i + 1] == "," and i + 2 or i + 1)
            if year then
                node.y, node.j = year, k
            end
        end
    elseif (P:behind(i) == "on" or i == P.lo and i >= P.hi - 1) and not P:is(i + 1, "half") then
        node = two(a, b, nil, i + 1)
        if node then
            node.point = true
        end
    end
    return node
end

--- 2 / 15, 2 - 15, 2 - 15 - 2016.
local function three_tokens(P, i)
    local w, second = P.word[i], P.word[i + 2]
    if #w > 2 or not DASH[P.word[i + 1]] or not (second and #second <= 2 and P.is_int(second)) then
        return nil
    end
    local a, b = tonumber(w), tonumber(second)
    local third = P.word[i + 3] == P.word[i + 1] and P.word[i + 4]
    if third and third:find("^%d%d%d%d$") then
        return two(a, b, tonumber(third), i + 5)
    end
    if i == P.lo and i + 2 == P.hi or P:is(i - 1, "weekday") or P:is(i - 2, "weekday") then
        local node = two(a, b, nil, i + 3)
        if node then
            node.loose = true
        end
        return node
    end
end

local function digits(P, i)
    local w = P.word[i]
    if not P.is_int(w) then
        return one_token(P, i)
    end
    if #w == 8 then
        local y, m, d = w:match("^([12]%d%d%d)([01]%d)([0-3]%d)$")
        if y and calendar.exists(tonumber(y), tonumber(m), tonumber(d)) then
            return ymd(tonumber(y), tonumber(m), tonumber(d), i + 1)
        end
        return nil
    end
    return three_tokens(P, i)
end

-- ---- with the month's name -----------------------------------------------------

--- [, of -] 2016 behind day and month.
local function year_behind(P, j, dashed)
    local k = j
    local w = P.word[k]
    if w == "," or w == "of" or w == "in" or w == "-" or w == "/" then
        k = k + 1
        if w == "of" or w == "in" then
            if P.word[k] == "the" and P.word[k + 1] == "year" then
                k = k + 2
            end
        end
    end
    local y, l = P:year(k)
    if not y and (P.word[k] or ""):find("^%d%d$") and (dashed and (w == "/" or w == "-") or w == "of") then
        y, l = P:year(k, true)
    end
    if y then
        return y, l
    end
    -- "of next year", "this year"
    local from = (w == "of" or w == "in") and k or j
    local span = P.g.span.shifted(P, from)
    if span and span.grain == "Y" and span.y then
        return span.y, span.j
    end
    return nil, j
end

local function day_month(P, i)
    local j = i
    local the = P.word[j] == "the"
    if the then
        j = j + 1
    end
    local d, k, ordinal
    local glued_d, glued_m
    if P:class(j) == "digits" and not P.is_int(P.word[j]) then
        glued_d, glued_m = P.word[j]:match("^(%d%d?)(%a%a%a+)$")
    end
    if glued_d and not P:ordinal(j) then
        local at = ("janfebmaraprmayjunjulaugsepoctnovdec"):find(glued_m:sub(1, 3), 1, true)
        if at and at % 3 == 1 and calendar.exists(nil, at // 3 + 1, tonumber(glued_d)) then
            local y, l = year_behind(P, j + 1)
            return {k = "day", m = at // 3 + 1, d = tonumber(glued_d), y = y, j = l}
        end
    end
    d, k, ordinal = P:daynum(j)
    if not d then
        return nil
    end
    if ordinal and P.word[k] == "day" then
        k = k + 1
    end
    local sep = P.word[k]
    local of, dashed = false, false
    if sep == "of" then
        k, of = k + 1, true
        if P.word[k] == "the" then
            k = k + 1
        end
    elseif sep == "-" or sep == "/" then
        k, dashed = k + 1, true
    end
    local month, l = P:is(k, "month")
    if month and P.MONEY[P:behind(i)] then
        return nil
    end
    if month and not month.phase and calendar.exists(nil, month.n, d) then
        local y
        y, l = year_behind(P, l, dashed)
        return {k = "day", m = month.n, d = d, y = y, j = l, the = the}
    end
    if month and not month.phase and d > 0 and d <= 31 then
        local y
        y, l = year_behind(P, l)
        if y then
            return {k = "day", m = month.n, d = d, y = y, j = l, impossible = true}
        end
    end
    -- 20 of next month, 3rd of the month
    if (of or ordinal) and P.now then
        local span = P.g.span.shifted(P, k) or P.g.span.this(P, k)
        if span and span.grain == "M" and (of or span.j > k) then
            local y, m = calendar.civil(span.b)
            if calendar.exists(y, m, d) then
                return {k = "day", y = y, m = m, d = d, j = span.j}
            end
        end
    end
end

local function month_day(P, i)
    local month, j = P:is(i, "month")
    if not month or month.phase then
        return nil
    end
    local w = P.word[j]
    local dashed = w == "/" or w == "-"
    if dashed or w == "." then
        j = j + 1
    elseif w == "the" then
        j = j + 1
    elseif w == "," and P:ordinal(j + 1) then
        j = j + 1
    end
    local d, k, ordinal = P:daynum(j)
    if not d or not calendar.exists(nil, month.n, d) then
        if d and d <= 31 then
            local y, l = year_behind(P, k)
            if y then
                return {k = "day", m = month.n, d = d, y = y, j = l, impossible = true}
            end
        end
        return nil
    end
    -- "May 11:30": the digits are a clock's
    if P:is(k, "half") or P:is(k, "oclock") then
        return nil
    end
    local y, l = year_behind(P, k)
    if not y and dashed and (P.word[k] == "-" or P.word[k] == "/") then
        y, l = P:year(k + 1)
        l = l or k
    end
    if not y and not dashed and not ordinal and P.word[k] == "," and (P.word[k + 1] or ""):find("^['’]%d%d$") then
        y, l = P:year(k + 1)
    end
    return {k = "day", m = month.n, d = d, y = y, j = l or k}
end

--- 2016/Sep/23, 2019-aug-1, September-2020-23, 23-2020-September.
local function year_first(P, i)
    local y, j = P:year(i)
    if y and DASH[P.word[j]] then
        local month, k = P:is(j + 1, "month")
        if month and DASH[P.word[k]] then
            local d, l = P:daynum(k + 1)
            return d and ymd(y, month.n, d, l)
        end
    end
    local month, k = P:is(i, "month")
    if month and DASH[P.word[k]] then
        local l
        y, l = P:year(k + 1)
        if y and DASH[P.word[l]] then
            local d, n = P:daynum(l + 1)
            return d and ymd(y, month.n, d, n)
        end
    end
    local d, l = P:daynum(i)
    if d and DASH[P.word[l]] then
        local n
        y, n = P:year(l + 1)
        if y and DASH[P.word[n]] then
            local m, o = P:is(n + 1, "month")
            return m and ymd(y, m.n, d, o)
        end
    end
end

function date.longest(best, node)
    return node and (not best or node.j > best.j) and node or best
end

local DATED = {digits = {digits, day_month, year_first}, number = {day_month}, ordinal = {day_month},
               month = {month_day, year_first}, the = {day_month}}

function date.best_of(readers, P, i)
    local best = nil
    if readers then
        for n = 1, #readers do
            best = date.longest(best, readers[n](P, i))
        end
    end
    return best
end

function date.read(P, i)
    return date.best_of(DATED[P:class(i)], P, i)
end

return date
