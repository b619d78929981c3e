--- Dates, times, lengths and what comes again: a rule finds stretches of words that may hold some,
-- this reads them (lib/) and adds what it finds.
local away = require "lib.away"
local day = require "lib.day"
local join = require "lib.join"
local keep = require "lib.keep"
local span = require "lib.span"
local tense = require "lib.tense"
local text = require "lib.text"
local times = require "lib.times"
local value = require "lib.value"

-- What needs each other finds it here.
text.g = {away = away, day = day, span = span, times = times}
-- Only words of the lists are asked for here, so that it stays small.
text.PLURAL = setmetatable({}, {__index = function(plural, w)
    if w == nil then
        return false
    end
    plural[w] = w:find("s$") ~= nil
    return plural[w]
end})
text.STOP = keep.STOP

--- What tense says around tokens first to last; looked up once a stretch.
function text:hint(first, last)
    if self.tense == nil then
        local alone = self.first == self.lo and self.last >= self.hi - 1
        self.tense, self.alone = not alone and tense.near(self, first, last) or false, alone
    end
    return self.tense or nil, self.alone
end

--- this, last, next, that ... at `i`.
function text:shift(i)
    local a, j = self:is(i, "shift")
    if a then
        return a, j
    end
    if self.word[i] == "that" then
        return keep.THAT, i + 1
    end
end

text.MONEY, text.COUNTED, text.VERBAL, text.BEFORE_DAY = keep.MONEY, keep.COUNTED, keep.VERBAL, keep.BEFORE_DAY

--- The word before `i` in the sentence, also before the stretch.
function text:behind(i)
    if i - 1 >= self.first then
        return self.word[i - 1]
    end
    if i > self.lo then
        local _, w = self:token(i - 1)
        return w
    end
end

--- The word at `i`, of the sentence, also behind the stretch.
function text:ahead(i)
    if self.word[i] then
        return self.word[i]
    end
    if i <= self.hi and i > self.last then
        local _, w = self:token(i)
        return w
    end
end

--- Does a word stand at `i` that a number before it would count or name?
function text:follows_noun(i)
    local w = self:ahead(i)
    return w ~= nil and w:find("^%a") ~= nil and not self.STOP[w]
end

--- Does a second number stand behind a dash or "to" at `i`, so that both are hours?
function text:clock_behind(i)
    local w = self.word[i]
    if w == "-" or w == "–" or w == "to" then
        local next_word = self.word[i + 1]
        return next_word ~= nil and next_word:find("^%d") ~= nil
    end
    return false
end

function text:number_beside(i)
    local w, v = self.word[i + 1], self.word[i - 1]
    return (w and w:find("^%d")) or (v and v:find("^%d"))
end

function text:bare_ok(i)
    local w = self:ahead(i + 1)
    return not w or not w:find("^%a") or self.STOP[w] ~= nil
end

local now_of, now_for = nil, nil

local function reference(doc)
    local date = doc.date
    if date ~= now_for then
        now_for, now_of = date, value.reference(date)
    end
    return now_of
end

local function add(doc, P, node, first)
    local last = node.j - 1
    local fields = {type = node.type, rule = "time", value = node.value}
    fields.begin = node.begin or node.b and value.iso(node.b)
    fields.finish = node.finish or node.f and value.iso(node.f)
    fields.zone = node.zone
    doc:add("date", first + P.base, last + P.base, fields)
end

local dates = {}

--- For each stretch of words that the rule finds: the longest expression, then on behind it.
function dates.read(doc, hit)
    local P = text.new(doc, hit.first, hit.last, reference(doc))
    local i, last = P.first, P.last
    for k = i + 1, last - 1 do
        P.joins = P.joins or times.TO[P.word[k]]
    end
    while i <= last do
        local node = join.read(P, i)
        if node then
            local first = keep.first(P, node, i)
            if first then
                add(doc, P, node, first)
                i = node.j
                P:forget()
            else
                i = i + 1
            end
        else
            i = i + 1
        end
    end
    return false
end

return dates
