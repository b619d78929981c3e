--- Numbers in words: twenty-three, two hundred and five thousand, 1.5 million,
-- three and a half, two thirds of a million. A run of tokens (words.lua) goes
-- in; parse(t, i) gives value and the index behind it, or nil. Each function
-- here reads one kind of part in the same way.
-- Cost: linear in the tokens of the run, but for a step back.
local grammar = {}

local function sort(t, i)
    local w = t[i]
    return w and w.sort
end

local function is_scale(t, i)
    local s = sort(t, i)
    return s == "Scale" or s == "Scales" or s == "Short"
end

--- Do the words at `i` and the one before it touch, or have just one space
-- between them?
local function near(t, i)
    return t[i].b - t[i - 1].e <= 2
end

local function close(t, i)
    return t[i].b - t[i - 1].e == 1
end

--- "40 000 000": groups of three digits, a narrow or plain space between.
local function spaced(t, i)
    local text, at = t[i].text, i
    if not text:find("^[1-9]%d?%d?$") then
        return nil
    end
    while #text < 24 and t[at + 1] and t[at + 1].b - t[at].e <= 4 and sort(t, at + 1) == "Digits"
        and t[at + 1].text:find("^%d%d%d%f[^%d]") and not t[at + 1].text:find("^%d%d%d,%d%d%d") do
        at = at + 1
        text = text .. t[at].text:gsub(",", ".")
        if t[at].text:find("[.,]") then
            break
        end
    end
    if at == i then
        return nil
    end
    return tonumber(text), at + 1
end

--- 1 to 99 in words, or digits.
local function small(t, i)
    local w = t[i]
    if not w then
        return nil
    end
    if w.sort == "Digits" then
        local value, at = spaced(t, i)
        if value then
            return value, at
        end
        if sort(t, i + 1) == "Digits" and sort(t, i + 2) == "slash" and sort(t, i + 3) == "Digits"
            and t[i + 3].value ~= 0 and t[i + 1].value < t[i + 3].value then
            return w.value + t[i + 1].value / t[i + 3].value, i + 4
        end
        return w.value, i + 1
    end
    if w.sort ~= "Cardinal" then
        return nil
    end
    if w.value >= 20 then
        local at = sort(t, i + 1) == "dash" and i + 2 or i + 1
        if sort(t, at) == "Cardinal" and t[at].value > 0 and t[at].value < 10 then
            return w.value + t[at].value, at + 1
        end
    end
    return w.value, i + 1
end

local function is_hundred(t, i)
    return is_scale(t, i) and t[i].value == 100
end

local function tens_follow(t, i)
    return sort(t, i) == "Cardinal" and t[i].value >= 10
end

--- Up to 999 in words, "twelve hundred", "a hundred", "two dozen", "half a
-- dozen"; also what stood before an "and", and the rest behind it.
local function group(t, i)
    local value, at
    if sort(t, i) == "a" then
        if not is_scale(t, i + 1) and sort(t, i + 1) ~= "Dozen" then
            return nil
        end
        value, at = 1, i + 1
    elseif is_hundred(t, i) or sort(t, i) == "Dozen"
        or (sort(t, i) == "Scale" and i == t.start) then
        if sort(t, i) == "Dozen" and sort(t, i - 1) == "a" then
            return nil
        end
        value, at = 1, i
    else
        value, at = small(t, i)
    end
    if not value then
        return nil
    end
    local whole, tail, joined = 0, value, false
    if is_hundred(t, at) then
        value, at = value * 100, at + 1
        whole, tail = value, 0
        local next_at = sort(t, at) == "and" and at + 1 or at
        local rest, after = small(t, next_at)
        local fits = rest and rest < 100 and not is_hundred(t, after)
            and (sort(t, next_at) ~= "Digits" or next_at > at)
        if fits then
            value, tail, joined, at = value + rest, rest, next_at > at, after
        end
    elseif whole == 0 and value < 10 and value > 0 and sort(t, i) == "Cardinal" and at == i + 1
        and tens_follow(t, at) then
        local rest, after = small(t, at)
        if sort(t, after) ~= "Nths" and not is_scale(t, after) and sort(t, after) ~= "Nth" then
            value, at = value * 100 + rest, after -- one twenty-two
        end
    end
    if sort(t, at) == "Dozen" or sort(t, at) == "Dozens" then
        value, at = whole > 0 and tail > 0 and whole + tail * 12 or value * 12, at + 1
    end
    return value, at, whole, tail, joined
end

--- Digits behind "point".
local function decimals(t, i)
    local text, at = "", i
    while t[at] do
        local w = t[at]
        local plain = w.sort == "Digits" and w.text:match("^%d+$")
        if plain then
            text, at = text .. plain, at + 1
        elseif w.sort == "Cardinal" then
            local value, after = small(t, at)
            text, at = text .. math.tointeger(value), after
        else
            break
        end
    end
    if text == "" or #text > 30 then
        return nil
    end
    return tonumber("0." .. text), at
end

--- Scales multiply: hundred thousand, lakh crore.
local function scales(t, at)
    local by = 1
    if sort(t, at) == "dash" and sort(t, at + 1) == "Scale" then
        at = at + 1 -- five-million
    end
    while is_scale(t, at) and not (sort(t, at) == "Short" and sort(t, at - 1) ~= "Digits") do
        by, at = by * t[at].value, at + 1
    end
    return by, at
end

--- A whole number: groups with falling scales. Besides value and end: what
-- stood before the last group, that group, whether an "and" is between, the
-- last scale, and the one before the last group.
local function cardinal(t, i)
    local total, at, last, unit = 0, i, math.huge, 1
    local whole, tail, joined = 0, 0, false
    while true do
        local from = at
        if total > 0 and sort(t, at) == "and" then
            from = at + 1
        end
        local value, after, w, rest, j = group(t, from)
        if not value then
            break
        end
        if sort(t, after) == "point" then
            local part, behind = decimals(t, after + 1)
            if part then
                value, after, w, rest = value + part, behind, 0, 0
            end
        end
        local by, behind = scales(t, after)
        -- digits go on only with a scale, or as in 3 hundred and 21
        local alone = by == 1 and (sort(t, from) == "a" or (sort(t, from) == "Digits" and w == 0
            and (from == at or value >= 100)))
        local fits = total == 0 or (value * by < last and not alone)
        if not fits then
            break
        end
        if total > 0 and by == 1 and w == 0 then
            whole, tail, joined, unit = total, value, from > at, last
        else
            whole, tail, joined = total + w, rest, j or (from > at)
        end
        if by > 1 then
            whole, tail = total + value * by, 0
        end
        total, at, last = total + value * by, behind, by
        if by == 1 then
            break
        end
    end
    if at == i then
        return nil
    end
    return total, at, whole, tail, joined, last, unit
end

local SINGULAR = {Nth = true, Part = true}
local PLURAL = {Nths = true, Parts = true}

--- What a fraction divides by: "fifths", "twenty-fifth", "one hundred fifth".
local function denominator(t, i, one)
    local s = sort(t, i)
    if PLURAL[s] then
        return t[i].value, i + 1
    end
    if SINGULAR[s] and one and t[i].value > 2 then
        return t[i].value, i + 1
    end
    local value, at = nil, i
    if sort(t, i) == "Cardinal" then
        value, at = group(t, i)
    end
    if not value then
        return nil
    end
    at = sort(t, at) == "dash" and at + 1 or at
    local last = t[at]
    if not last or (last.sort ~= "Nths" and not (last.sort == "Nth" and one)) then
        return nil
    end
    if value >= 20 and value % 10 == 0 and last.value < value
        and (last.value < 10 or (value % 100 == 0 and last.value < 100)) then
        return value + last.value, at + 1
    end
    return nil
end

-- Behind a part: a third less, a third of them.
local ENDS = {}
for word in ("of and less more as to or is in at on by from than"):gmatch("%a+") do
    ENDS[word] = true
end

--- May "a third" with `i` behind it be a part, not the third of several?
local function part_ends(t, i)
    local w = t[i] or (i == #t + 1 and t.more) or nil
    if not w or not w.norm or not w.text:find("^%a") then
        return not (w and w.sort == "dash")
    end
    return ENDS[w.norm] or is_scale(t, i) or (w.norm:find("s$") ~= nil and w.norm ~= "was")
end

--- "half", "a half", "a third", "three quarters", "one twenty-fifth".
local function fraction(t, i)
    local s = sort(t, i)
    if s == "Half" then
        return 0.5, i + 1
    end
    local million = sort(t, i + 1) == "of" and sort(t, i + 2) == "a" and i + 3 or i + 1
    if s == "Part" and is_scale(t, million) then
        return 1 / t[i].value, i + 1 -- quarter million
    end
    if s == "a" and sort(t, i + 1) == "Half" then
        return 0.5, i + 2
    end
    if s == "Digits" and sort(t, i + 1) == "slash" and sort(t, i + 2) == "Digits"
        and t[i].value < t[i + 2].value then
        return t[i].value / t[i + 2].value, i + 3
    end
    local top, at
    if s == "a" then
        top, at = 1, i + 1
    else
        top, at = small(t, i)
    end
    if not top then
        return nil
    end
    at = sort(t, at) == "dash" and at + 1 or at
    if sort(t, at) == "Half" and top == 1 then
        return 0.5, at + 1
    end
    if sort(t, at) == "Part" and is_scale(t, at + 1) then
        return top / t[at].value, at + 1 -- three quarter million
    end
    local below, after = denominator(t, at, top == 1)
    if not below or below == 0 or (not PLURAL[sort(t, after - 1)] and not part_ends(t, after)) then
        return nil
    end
    return top / below, after
end

--- "of a million", "a dozen", "million" behind a fraction.
local function times(t, i)
    local at = i
    if sort(t, at) == "of" then
        at = at + 1
    end
    if sort(t, at) == "a" then
        at = at + 1
    end
    if sort(t, at) == "Dozen" then
        return 12, at + 1
    end
    local by, after = scales(t, at)
    if by > 1 and (at == i or sort(t, at - 1) == "a") then
        return by, after
    end
    return 1, i
end

--- A fraction behind a whole number: directly (five eighths, a hundred and
-- thirty-two fifths), or with "and" (three and a half).
local function with_fraction(t, total, at, whole, tail, joined, last, unit)
    local dash = sort(t, at) == "dash" and at + 1 or at
    local plural = PLURAL[sort(t, dash)]
    if plural then
        local below = t[dash].value
        if tail >= 20 and tail % 10 == 0 and below < 10 and whole > 0 and not joined then
            return whole / (tail + below), dash + 1 -- one hundred thirty-fifths
        end
        if joined and tail > 0 and tail < below then
            local by, behind = times(t, dash + 1)
            return whole + tail / below * (by > 1 and by or unit), behind
        end
        return total / below, dash + 1
    end
    local from = sort(t, at) == "and" and at + 1 or nil
    if not from then
        local below, after = denominator(t, at, total == 1)
        if below and total > 0 then
            return total / below, after -- twenty twenty-fifths
        end
        return total, at
    end
    local part, after = fraction(t, from)
    if not part and total >= 20 and total % 10 == 0 then
        local one, behind = small(t, from)
        if one and one < 10 and sort(t, behind) == "and" then
            part, after = fraction(t, behind + 1)
            part = part and part + one
        end
    end
    if not part then
        return total, at
    end
    local by, behind = times(t, after)
    if by > 1 then
        if last ~= math.huge and last > by then
            return total + part * by, behind -- one billion and a quarter million
        end
        return (total + part) * by, behind -- five and a half million
    end
    if last ~= math.huge and last > 1 then
        return total + part * last, after -- one million and a half
    end
    return total + part, after
end

--- One number that begins at `i`.
function grammar.parse(t, i)
    t.start = i
    local sign = 1
    if sort(t, i) == "a" and sort(t, i + 1) == "couple" then
        local at = sort(t, i + 2) == "of" and i + 3 or i + 2
        local by, after = times(t, at)
        if by == 1 and is_scale(t, at) then
            by, after = scales(t, at)
        end
        return by > 1 and 2 * by or nil, after
    end
    if sort(t, i) == "minus" then
        sign, i = -1, i + 1
        t.start = i
        if not t[i] or not near(t, i) then
            return nil
        end
    elseif sort(t, i) == "dash" and sort(t, i + 1) == "Digits" and (close(t, i + 1) or t.alone) then
        sign, i = -1, i + 1
    end
    local part, at = fraction(t, i)
    local total, after, whole, tail, joined, last, unit = cardinal(t, i)
    if part and (not total or after <= at) then
        local by, behind = times(t, at)
        return sign * part * by, behind
    end
    if not total then
        return nil
    end
    if sort(t, after) == "slash" and sort(t, i) == "Digits" and after == i + 1
        and sort(t, after + 1) == "Digits" and t[after + 1].value > 0 then
        return sign * total / t[after + 1].value, after + 2
    end
    local value, behind = with_fraction(t, total, after, whole, tail, joined, last, unit)
    return sign * value, behind
end

return grammar
