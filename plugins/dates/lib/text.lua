--- The tokens of a stretch of text that may hold a time, what the lists say of
-- them, and numbers in digits and words.
local words = require "lib.words"

local set = words.set

local text = {}
text.__index = text

-- Small words that may belong to a time, before a word of the lists and behind it.
local BEFORE = set [[the a an of on in at to and from between for by than after before since until till more less as
    no not any all that within during due @ around about circa approximately past half later earlier once twice
    times starting beginning
    greater prior per every each another fiscal financial school academic calendar time sy cy fy w/c early only
    - ~ > < = ( / , is]]
local BEHIND = set [[the a an of on in at to and or from between for by after before since until till through thru
    within than later earlier past half p m a . , - – / ( ) @ 's ’s ~ or ish around greater onwards onward behind
    starting beginning commencing ad bc h that and afterwards o'clock time minutes' old]]
local REACH = 12

-- What a word that is in no list looks like.
local shape = words.remembered(function(w)
    return w:find("^['’]?%d") and "digits" or (w:find("^[qh][1-4]$") or w:find("^[fsc]y%d*$")) and "code" or w
end)

-- One stretch is read at a time, so that its tables are used again for the next. Positions count
-- from the first token looked at: that keeps them in the tables' array parts.
local word, raw, atom, covered, classes, points = {}, {}, {}, {}, {}, {}
local has = {} -- what classes there are in it
local stretch = setmetatable({word = word, raw = raw, atom = atom, classes = classes,
    points = points, has = has}, text)
local marks, n_marks = {}, 0 -- the positions of `covered`, so that only these are cleared
stretch.first, stretch.last = 1, 0

local function clear()
    for i = stretch.first, stretch.last do
        word[i], raw[i], classes[i], points[i] = nil, nil, nil, nil
    end
    for n = 1, n_marks do
        local k = marks[n]
        covered[k], atom[k] = nil, nil
    end
    n_marks = 0
    for k in pairs(has) do
        has[k] = nil
    end
end

-- Digits alone.
local is_int = words.remembered(function(w)
    return w:find("^%d+$") ~= nil
end)

text.is_int = is_int

--- Read the stretch around tokens `first` to `last`: what stands beside them, too, if it may
-- belong to a time. `now` is the reference date (value.lua), or nil.
function text.new(doc, first, last, now)
    local _, lo, hi = doc:sentence_at(first)
    local from, to = first - REACH, last + REACH
    from, to = from > lo and from or lo, to < hi and to or hi
    clear()
    local size, base = to - from + 1, from - 1
    for _, span in ipairs(doc:within("_when", from, to)) do
        local at, its_end = span.first - base, span.last - base
        for k = at, its_end do
            covered[k], n_marks = true, n_marks + 1
            marks[n_marks] = k
        end
        local there = atom[at]
        if not there or its_end > there.last then
            span.n, span.last = tonumber(span.n), its_end
            atom[at] = span
        end
    end
    first, last = first - base, last - base
    for i = first, last do
        raw[i], word[i] = doc:token(i + base)
    end
    while first > 1 do
        local r, w = doc:token(first - 1 + base)
        if not (BEFORE[w] or covered[first - 1] or shape(w) == "digits") then
            break
        end
        first = first - 1
        raw[first], word[first] = r, w
    end
    local inside = last
    while last < size do
        local r, w = doc:token(last + 1 + base)
        if not (BEHIND[w] or covered[last + 1] or last + 1 <= inside or shape(w) == "digits"
            or shape(w) == "code") then
            break
        end
        last = last + 1
        raw[last], word[last] = r, w
        local a = atom[last]
        if a and a.last > inside then
            inside = a.last
        end
    end
    local P = stretch
    for i = first, last do
        local class = P:class(i)
        has[class] = true
        if class == "digits" and not is_int(word[i]) then
            has.mixed = true
        end
    end
    P.timed = has.mixed or has.half or has.oclock or has.clock or has.part or has.fraction or has.at or has["@"]
        or has.from or has.between or has.past or has.around or has.about or has.circa or has.number or has["-"]
    P.lengthy = has.unit or has.mixed or has.part or has.weekday or has.ordinal
    P.doc, P.base, P.first, P.last, P.lo, P.hi, P.now = doc, base, first, last, lo - base, hi - base, now
    P.tense, P.alone, P.joins = nil, nil, nil
    return P
end

--- Forget what was found out of the sentence, behind an expression.
function text:forget()
    self.tense = nil
    for i = self.first, self.last do
        points[i] = nil
    end
end

--- Text and norm of the token at `i`, also beside the stretch.
function text:token(i)
    return self.doc:token(i + self.base)
end

--- The entry of that sort that begins at `i`, and where it ends (the next token).
function text:is(i, sort)
    local a = self.atom[i]
    if a and a.sort == sort then
        return a, a.last + 1
    end
end

--- What begins at `i`, by which readers are chosen: the sort of entry; "digits"; "code" (Q1, FY18);
-- else the word itself.
function text:class(i)
    local class = self.classes[i]
    if class == nil then
        local w = self.word[i]
        local a = self.atom[i]
        if not w then
            return false
        elseif a then
            class = w == "second" and "ordinal" or a.sort
        else
            class = shape(w)
        end
        self.classes[i] = class
    end
    return class
end

--- The token behind the entry or word at `i`.
function text:after(i)
    local a = self.atom[i]
    return a and a.last + 1 or i + 1
end

--- Behind the word at `i`, if it is one of `list`.
function text:skip(i, list)
    return list[self.word[i]] and i + 1 or i
end

--- Do the tokens before and at `i` stand together, without a blank?
function text:glued(i)
    local _, _, _, before = self:token(i - 1)
    local _, _, at = self:token(i)
    return at == before + 1
end

-- ---- numbers ---------------------------------------------------------------

--- A number below a hundred in words: twenty, twenty-one, twenty and four.
local function small(self, i)
    local a, j = self:is(i, "number")
    if not a then
        return nil
    end
    if a.n >= 20 and a.n % 10 == 0 then
        local w = self.word[j]
        local more, k = self:is((w == "-" or w == "and") and j + 1 or j, "number")
        if more and more.n > 0 and more.n < 10 then
            return a.n + more.n, k
        end
    end
    return a.n, j
end

--- A whole number in digits or words.
function text:int(i)
    local w = self.word[i]
    if not w then
        return nil
    end
    if self:class(i) == "digits" then
        if is_int(w) then
            return tonumber(w), i + 1
        elseif w:find("^%d%d?%d?,%d%d%d$") then
            return tonumber((w:gsub(",", ""))), i + 1
        end
        return nil
    end
    local n, j = small(self, i)
    if not n and (w == "a" or w == "one") and self:is(i + 1, "times") then
        n, j = 1, i + 1
    end
    local times, k = nil, nil
    if n then
        times, k = self:is(j, "times")
    end
    if times then
        local rest, l = small(self, self:skip(k, {["and"] = true}))
        return n * times.n + (rest or 0), rest and l or k
    end
    return n, j
end

local ENDINGS = {st = true, nd = true, rd = true, th = true}

--- 3rd, third, twenty-third.
function text:ordinal(i)
    local w = self.word[i]
    if not w then
        return nil
    end
    if self:class(i) == "digits" then
        if is_int(w) then
            return nil
        end
        local digits, ending = w:match("^(%d+)(%a%a)$")
        if digits and ENDINGS[ending] then
            return tonumber(digits), i + 1
        end
        return nil
    end
    local a, j = self:is(i, "ordinal")
    if a then
        return a.n, j
    end
    if w == "second" then
        return 2, i + 1
    end
    a, j = self:is(i, "number")
    if a and a.n >= 20 and a.n % 10 == 0 then
        local k = self.word[j] == "-" and j + 1 or j
        local n, l = nil, nil
        if not (self:is(k, "number")) then
            n, l = self:ordinal(k)
        end
        if n and n < 10 and not self.word[k]:find("^%d") then
            return a.n + n, l
        end
    end
end

--- The third, the last, the third last at `i`: the number, what stands behind, and whether it
-- counts from the end.
function text:ordinal_or_last(i)
    local n, k = self:ordinal(i)
    if n and self.word[k] == "last" then
        return n, k + 1, true
    elseif not n and (self.word[i] == "last" or self.word[i] == "final") then
        return 1, i + 1, true
    end
    return n, k, false
end

--- A day of a month: 3, 3rd, third, twenty-third, twenty three. The third
-- result tells whether it is an ordinal.
function text:daynum(i)
    local n, j = self:ordinal(i)
    if n then
        return n <= 31 and n > 0 and n or nil, j, true
    end
    local w = self.word[i]
    if w and #w > 2 and self:class(i) == "digits" then
        return nil
    end
    n, j = self:int(i)
    if n and n >= 1 and n <= 31 then
        return n, j, false
    end
end

local function full_year(self, yy)
    local y = self.now and self.now.y or 2020
    local century = y - y % 100
    return yy + century <= y + 20 and yy + century or yy + century - 100
end

--- A year: 1987, nineteen eighty-seven, two thousand and seven, twenty ten. With `short` also
-- '87 and 87.
function text:year(i, short)
    local w = self.word[i]
    if not w then
        return nil
    end
    if self:class(i) == "digits" then
        if is_int(w) then
            if #w == 4 and (w < "3000" and w >= "1000") then
                return tonumber(w), i + 1
            elseif not (short and #w == 2) then
                return nil
            end
        end
        local yy = w:match("^['’](%d%d)$") or short and w:match("^(%d%d)$")
        if yy then
            return full_year(self, tonumber(yy)), i + 1
        end
        return nil
    end
    local a, j = self:is(i, "number")
    if not a then
        return nil
    end
    if a.n >= 1 and a.n <= 2 then
        local times, k = self:is(j, "times")
        if times and times.n == 1000 then
            local rest, l = small(self, self:skip(k, {["and"] = true}))
            return a.n * 1000 + (rest or 0), rest and l or k
        end
    end
    if a.n >= 15 and a.n <= 20 then
        local times, k = self:is(j, "times")
        local rest, l = small(self, self:skip(times and k or j, {["and"] = true, ["-"] = true}))
        if times and times.n == 100 then
            return a.n * 100 + (rest or 0), rest and l or k
        end
        if rest and rest >= 10 and rest < 100 then
            return a.n * 100 + rest, l
        end
    end
end

text.full_year = full_year

return text
