--- Times of day: 3:30pm, 15h30, half past six, nine thirty, noon, 7 in the evening.
-- A clock is {k = "clock", sec, whole = it names only an hour, fixed = it tells morning from
-- afternoon, strong = it cannot be but a time, j = next token}.
local clock = {}

local HALF = {a = "am", am = "am", p = "pm", pm = "pm"}

local function apply(hour, half)
    if half == "pm" and hour < 12 then
        return hour + 12
    elseif half == "am" and hour == 12 then
        return 0
    end
    return hour
end

local function make(h, mi, s, half, j)
    if h > 24 or mi > 59 or s > 60 or (half and (h > 23 or h == 0 and half == "pm")) then
        return nil
    end
    return {k = "clock", h = h, mi = mi, s = s, half = half, j = j}
end

--- am, pm, a.m., p . m ., a m.
local function half_at(P, i)
    local a, j = P:is(i, "half")
    if a then
        return a.half, j
    end
    local w = P.word[i]
    if w == "." and P:is(i + 1, "half") then
        return P.atom[i + 1].half, i + 2
    end
    if w ~= "p" and w ~= "a" then
        return nil, i
    end
    local k = P:skip(i + 1, {["."] = true})
    if P.word[k] == "m" then
        return w .. "m", P.word[k + 1] == "." and k > i + 1 and k + 2 or k + 1
    end
    return nil, i
end

--- One token that says it all: 15:30, 3:30pm, 3pm, 9a, 15h30, 11ish.
local function token(P, i)
    local w = P.word[i]
    if P:class(i) ~= "digits" or P.is_int(w) then
        return nil
    end
    local h, mi, rest = w:match("^(%d%d?):(%d%d)(.*)$")
    if h then
        local s, tail = rest:match("^:(%d%d)(.*)$")
        if s then
            rest = tail
        end
        rest = rest:gsub("^%.%d+", "")
        local half = HALF[rest]
        if rest == "" or half or rest == "z" then
            local c = make(tonumber(h), tonumber(mi), tonumber(s or 0), half, i + 1)
            if c then
                c.strong, c.zone = true, rest == "z"
                c.colon = true
            end
            return c
        end
        return nil
    end
    h, rest = w:match("^(%d%d?)(%a+)$")
    if h and HALF[rest] then
        local c = make(tonumber(h), 0, 0, HALF[rest], i + 1)
        if c then
            c.whole, c.strong = true, true
        end
        return c
    end
    if h and (rest == "ish" or rest == "h") then
        local c = make(tonumber(h), 0, 0, nil, i + 1)
        if c then
            c.whole, c.strong, c.letter = true, rest == "ish", rest == "h"
        end
        return c
    end
    h, mi = w:match("^(%d%d?)h(%d%d)$")
    if h then
        local c = make(tonumber(h), tonumber(mi), 0, nil, i + 1)
        if c then
            c.strong = true
        end
        return c
    end
    h, mi, rest = w:match("^(%d%d?)%.(%d%d)(%a*)$")
    if h and (rest == "" or HALF[rest]) then
        local c = make(tonumber(h), tonumber(mi), 0, HALF[rest], i + 1)
        if c then
            c.strong, c.point = rest ~= "", true
        end
        return c
    end
end

--- A minute in words behind an hour: thirty, forty-five, oh five.
local function minutes(P, i)
    local n, j = P:int(i)
    local w = P.word[i]
    if n and not w:find("^%d") and n >= 10 and n < 60 then
        return n, j
    end
end

local PAST = {past = 1, after = 1, to = -1, till = -1, before = -1, of = -1}

--- half past six, quarter to nine, 20 minutes past eight, ten past 9, half three.
local function relative(P, i)
    local n, j
    local w = P.word[i]
    local marked = false
    if w == "a" then
        w, i = P.word[i + 1], i + 1
    end
    if w == "half" or w == "quarter" then
        n, j, marked = w == "half" and 30 or 15, i + 1, true
    else
        n, j = P:int(i)
        if not n or n < 1 or n > 59 then
            return nil
        end
        local unit, k = P:is(j, "unit")
        if unit and unit.unit == "MIN" then
            j, marked = k, true
        end
    end
    local sign = PAST[P.word[j]]
    if not sign and P.word[j] == "from" and marked then
        sign = 1
    end
    if not sign then
        if w == "half" then
            local h, k = P:int(j)
            if h and h >= 1 and h <= 12 and not P:is(k, "unit") and P.word[k] ~= "/" and P.word[k] ~= "-" then
                return h * 3600 + 1800, k, nil, false
            end
        end
        return nil
    end
    if not marked and sign < 0 then
        return nil
    end
    local noon, k = P:is(j + 1, "clock")
    if noon then
        return tonumber(noon.h) * 3600 + sign * n * 60, k, "fixed", true
    end
    local base = token(P, j + 1 <= P.last and j + 1 or i)
    if base and j + 1 <= P.last then
        if not base.whole and not base.strong then
            return nil
        end
        local hour = apply(base.h, base.half)
        return hour * 3600 + sign * n * 60, base.j, base.half, true
    end
    local h
    h, k = P:int(j + 1)
    if not h or h > 24 or (not marked and (h > 12 or n % 5 ~= 0 and not P.word[i]:find("^%d"))) then
        return nil
    end
    if P:is(k, "unit") then
        return nil
    end
    return h * 3600 + sign * n * 60, k, nil, true
end

--- What may stand behind a time: o'clock, pm, "in the evening".
local function finish(P, c)
    local j = c.j
    local a, k = P:is(j, "oclock")
    if a then
        c.strong, j = true, k
    end
    if not c.half then
        local half
        half, k = half_at(P, j)
        if not half and (P.word[j] == "in") then
            local from = P.word[j + 1] == "the" and j + 2 or j + 1
            half, k = half_at(P, from)
        end
        if half then
            if c.h > 12 and not c.base then
                half = nil
            end
            if half then
                c.half, c.strong, j = half, true, k
            end
        end
    end
    c.j = j
    return c
end

--- Fix the half of the day by what part of the day is named.
function clock.in_part(c, code)
    if not c.half and c.sec then
        local h = c.sec // 3600
        if h >= 1 and h <= 12 then
            if code == "AF" or code == "EV" or code == "MED" then
                c.sec = c.sec + (h < 12 and 43200 or 0)
            elseif code == "NI" and h >= 5 and h < 12 then
                c.sec = c.sec + 43200
            elseif code == "MO" and h == 12 then
                c.sec = c.sec - 43200
            end
        end
        c.half, c.fixed = "by part", true
    end
    c.strong = true
    return c
end

local NIGHT = {at = true}

--- "in the evening", "at night", "early in the morning", behind or before a time.
function clock.part(P, i)
    local w = P.word[i]
    local j = i
    local phase
    local ph, k = P:is(j, "phase")
    if ph then
        phase, j = ph.phase, k
        w = P.word[j]
    end
    local prep = w == "in" or w == "during" or NIGHT[w] or w == "of"
    if prep then
        j = j + 1
        if P.word[j] == "the" then
            j = j + 1
        end
    end
    if not phase then
        ph, k = P:is(j, "phase")
        if ph then
            phase, j = ph.phase, k
        end
    end
    local a
    a, k = P:is(j, "part")
    if a then
        return a, k, prep, phase
    end
end

--- A time of day at `i`. With `weak` also a bare hour.
function clock.read(P, i, weak)
    local w = P.word[i]
    if not w then
        return nil
    end
    local c
    local noon, j = P:is(i, "clock")
    if noon then
        return {k = "clock", sec = tonumber(noon.h) * 3600, whole = true,
            strong = true, fixed = true, half = "noon", j = j}
    end
    local sec, k, half, marked = relative(P, i)
    if sec then
        c = {k = "clock", sec = sec % 86400, half = half, strong = marked
            or weak, weak = not marked, j = k, base = true, h = 0}
        finish(P, c)
        if c.half == "pm" and not half and c.sec < 43200 then
            c.sec = c.sec + 43200
        end
    else
        c = token(P, i)
        if not c then
            local h
            h, j = P:int(i)
            if not h or h > 24 or w:find("^%d%d%d") or w:find(",") then
                -- 0730, 1030
                local hh, mm = w:match("^([01]%d)([0-5]%d)$")
                if not hh then
                    hh, mm = w:match("^(2[0-3])([0-5]%d)$")
                end
                if not hh or not weak then
                    return nil
                end
                c = make(tonumber(hh), tonumber(mm), 0, nil, i + 1)
                c.military = true
                c.zero = w:sub(1, 1) == "0"
            else
                local words = not w:find("^%d")
                c = make(h, 0, 0, nil, j)
                if not c then
                    return nil
                end
                c.whole, c.bare = true, true
                if words and h >= 1 and h <= 12 then
                    local mi, l = minutes(P, j)
                    if mi then
                        c.mi, c.whole, c.j = mi, false, l
                        c.minute_words = true
                        local unit, m = P:is(l, "unit")
                        if unit and unit.unit == "MIN" then
                            c.j = m
                        end
                    end
                end
            end
        end
        finish(P, c)
        c.sec = apply(c.h, c.half) * 3600 + c.mi * 60 + c.s
    end
    c.fixed = c.half ~= nil or c.sec >= 46800
    if not c.strong then
        local part, l, prep = clock.part(P, c.j)
        if part and prep and (part.part == "MO" or part.part == "AF" or part.part == "EV" or part.part == "NI") then
            clock.in_part(c, part.part)
            c.j = l
        end
    else
        local part, l, prep, phase = clock.part(P, c.j)
        if part and (prep or phase) and P.word[c.j] ~= "of" and (part.part == "MO" or part.part == "AF"
            or part.part == "EV" or part.part == "NI") then
            clock.in_part(c, part.part)
            c.j = l
        end
    end
    if not c.strong and not weak then
        return nil
    end
    if P:is(c.j, "unit") and c.bare then
        return nil
    end
    return c
end

return clock
