--- Days and times that a length points to: three days ago, in 5 minutes, 2 weeks before Christmas.
local calendar = require "lib.calendar"
local holiday = require "lib.holiday"
local length = require "lib.length"
local moment = require "lib.moment"
local span = require "lib.span"
local tense = require "lib.tense"
local value = require "lib.value"

local away = {}

local function moved(serial, seconds, len, sign, j)
    local s, secs = length.move(calendar, serial, seconds, len, sign)
    local out = {k = "moment", type = "DATE", j = j}
    if length.is_clock(len) then
        out.value = value.moment(s, secs)
        out.begin, out.finish = out.value, out.value
        out.b, out.f = s, s
    else
        out.value = value.iso(s)
        out.b, out.f, out.serial = s, s, s
        out.k = "day"
        out.moved = true
    end
    return out
end

local function from_now(P, len, sign, j)
    if not P.now then
        return {k = "moment", type = "DATE", j = j}
    end
    return moved(P.now.serial, P.now.seconds, len, sign, j)
end

--- three days ago, two weeks from now, in 5 minutes, 2 weeks before Christmas, within a month.
function away.read(P, i)
    local w = P.word[i]
    local hedge
    local from = i
    if w == "more" and P.word[i + 1] == "than" or w == "less" and P.word[i + 1] == "than" then
        hedge, from = w, i + 2
        w = P.word[from]
    end
    if (w == "in" or w == "within") then
        local len
        local k = from + 1
        if w == "within" and (P.word[k] == "the" or P:shift(k)) then
            local s = span.read(P, k)
            if s and s.counted then
                s.type = "DATE"
                if P.now and s.b and not s.begin then
                    s.b = P.now.serial
                    s.value = value.iso(P.now.serial) .. "/" .. value.iso(length.move(calendar,
                        P.now.serial, 0, s.len, 1))
                end
                return s
            end
        end
        len = length.read(P, k)
        if not len and w == "in" and P:is(k, "vague-number") then
            return nil
        end
        if len and not len.hyphen then
            local j = len.j
            if P.word[j] == "'s" or P.word[j] == "’s" then
                return from_now(P, len, 1, j)
            end
            -- "in two days from today" is what stands behind
            local next_word = P.word[j]
            if next_word == "from" or next_word == "of" or next_word == "after" or next_word == "before" then
                return nil
            end
            if w == "within" then
                if not P.now then
                    return {k = "moment", type = "DATE", j = j}
                end
                local s, secs = length.move(calendar, P.now.serial, P.now.seconds, len, 1)
                local out = {k = "span", type = "DATE", j = j, b = P.now.serial, f = s}
                if length.is_clock(len) then
                    out.begin, out.finish = value.moment(P.now.serial, P.now.seconds or 0), value.moment(s, secs)
                    out.value = out.begin .. "/" .. out.finish
                else
                    out.value = value.iso(P.now.serial) .. "/" .. value.iso(s)
                end
                return out
            end
            if tense.is_over(P, from) then
                return nil
            end
            local out = from_now(P, len, 1, j)
            out.in_length = true
            return out
        end
        return nil
    end
    local len = length.read(P, from)
    if not len or len.hyphen then
        -- 3 fridays from now
        local n, k = P:int(from)
        if n then
            local wd, l = P:is(k, "weekday")
            local a, m = P:is(l or k, "after-length")
            if wd and a and P.now then
                local s
                if a.n > 0 then
                    s = P.now.serial + (wd.n - calendar.weekday(P.now.serial) - 1) % 7 + 1 + (n - 1) * 7
                else
                    s = P.now.serial - (calendar.weekday(P.now.serial) - wd.n - 1) % 7 - 1 - (n - 1) * 7
                end
                return {k = "day", type = "DATE", serial = s, value = value.iso(s), b = s, f = s, j = m}
            end
        end
        return nil
    end
    local j = len.j
    local a, k = P:is(j, "after-length")
    if a then
        local out = from_now(P, len, a.n, k)
        out.ago = a.n < 0
        return out
    end
    local v = P.word[j]
    if v == "later" and P.word[j + 1] ~= "than" then
        if P:shift(j + 1) then
            return nil
        end
        local unit = P:is(j + 2, "unit")
        if P.word[j + 1] == "in" and unit then
            return nil
        end
        return from_now(P, len, 1, j + 1)
    elseif v == "earlier" and not P:shift(j + 1) then
        return from_now(P, len, -1, j + 1)
    end
    local sign = v == "before" and -1 or (v == "after" or v == "from") and 1 or nil
    if not sign then
        return nil
    end
    local d = moment.dated(P, j + 1)
    local base
    if d and d.k == "day" and not d.unknown then
        if not d.serial then
            return nil
        end
        base = d
        -- a day without year is the coming one where something is counted from it
        if d.m and not d.y and P.now and d.serial < P.now.serial then
            local y = calendar.civil(d.serial)
            if calendar.exists(y + 1, d.m, d.d) then
                base = {serial = calendar.serial(y + 1, d.m, d.d), j = d.j}
            end
        elseif d.only and P.now and d.serial < P.now.serial then
            base = {serial = d.serial + 7, j = d.j}
        elseif d.holiday and P.now and d.serial < P.now.serial then
            local y = calendar.civil(d.serial)
            local b = holiday.days(d.holiday.when, y + 1)
            if b then
                base = {serial = b, j = d.j}
            end
        end
    else
        local now, l = P:is(j + 1, "now")
        if now and P.now then
            base = {serial = P.now.serial, j = l}
        elseif now then
            return {k = "moment", type = "DATE", j = l}
        end
    end
    if not base then
        return nil
    end
    if length.is_clock(len) then
        if v ~= "from" or not P:is(j + 1, "now") then
            return nil
        end
        return from_now(P, len, 1, base.j)
    end
    local out = moved(base.serial, 0, len, sign, base.j)
    out.type = "DATE"
    if hedge then
        out.hedge = hedge
        out.start = i
        if hedge == "more" then
            if sign > 0 then
                out.f = nil
            else
                out.b = nil
            end
        else
            out.b, out.f = math.min(base.serial, out.b), math.max(base.serial, out.f)
            out.value = value.iso(sign > 0 and base.serial or out.b) .. "/" .. value.iso(out.f)
        end
    end
    return out
end

--- A number of months or years from now at `i`: in 9 months, a year ago.
function away.months(P, i)
    local class = P:class(i)
    if class ~= "in" and class ~= "digits" and class ~= "number" and class ~= "a" then
        return nil
    end
    local p = away.read(P, i)
    return p and p.moved and p or nil
end

--- Thursday, two years from now; Monday two weeks from now; 3 weeks after Christmas on Friday.
function away.weekday(P, i)
    local wd, j = P:is(i, "weekday")
    if not wd or wd.plural or not P.now then
        return nil
    end
    local k = P.word[j] == "," and j + 1 or j
    local p = away.read(P, k)
    if not p or not p.serial or P.word[k] == "in" or P.word[k] == "within" then
        return nil
    end
    local s = calendar.monday(p.serial) + wd.n - 1
    if calendar.weekday(p.serial) > wd.n then
        if s < p.serial and p.serial - s > 3 and not P:is(p.j - 1, "now") then
            s = s + 7
        end
        if s < P.now.serial then
            s = s + 7
        end
    end
    return {k = "day", type = "DATE", serial = s, value = value.iso(s), b = s, f = s, j = p.j}
end

return away
