--- What is said: the content that belongs to a speaker and a verb.
--
-- rules/attributions.yaml finds who speaks and by which word; here their
-- content is worked out, from the quotation marks beside them, the sentence
-- and the next speaker. Quotation marks belong to the content.
local marks = require "marks"

local function set(words)
    local s = {}
    for word in words:gmatch "%S+" do
        s[word] = true
    end
    return s
end

local LONGEST = 250 -- tokens of a clause: more are no prose, and clauses may be within each other
local LINE = 1 << 9 | 1 << 10 -- of a token: a line break before it
local JOINS = set ", : that"
-- what another speaker's part begins with
local TURNS = set "while but and whereas though although as ; – — - . or yet because : or"
-- what no longer belongs to words in marks
local BEHIND = set [[. , ; : ! ? ) – — - -- and but while as before after when because although
    though whereas or]]
local WHILE = set "that and but while although though if when as because since unless"
local DASHES = set "– — - --"
local PREPOSITIONS = set "in at on during to from with by for about of"
-- what may follow where a clause in front has been said
local ADJUNCTS = set [[. , ; ! ? ) : – — - -- in at on during before after when while through via to
    from with as last this late early earlier later yesterday today tonight again sunday monday
    tuesday wednesday thursday friday saturday without by and but]]
local ASIDE = set ", – — - -- ) ;"
local NOT_MORE = set "and but while who which whose"
local ENDS = set ". ! ? … ..."
-- words for people whom a report does not name, and of their wish for it
local UNNAMED = set [[official officials source sources diplomat diplomats insider insiders aide aides
    adviser advisers advisor advisors familiar briefed knowledge]]
local WISHES = set "anonymity anonymous anonymously named identified"

--- What `work` says of a text, worked out once: rules, classes and speakers are
-- few, and a text is read a thousand times. Forgets all where it gets long.
local function remembered(work)
    local known, n = {}, 0
    return function(text)
        local answer = known[text]
        if answer == nil then
            if n == 4096 then
                known, n = {}, 0
            end
            answer, n = work(text) or false, n + 1
            known[text] = answer
        end
        return answer
    end
end

local rule_name = remembered(function(rule) return rule:match "[^/]*$" end)
local class_of = remembered(function(saying) return saying:match "^%a+" end)

--- "wish" where a text tells the wish to stay without a name, "unnamed" where it
-- has a word for people whom a report does not name.
local hides = remembered(function(text)
    local found = false
    for word in text:lower():gmatch "%a+" do
        if WISHES[word] then
            return "wish"
        end
        found = found or UNNAMED[word] and "unnamed"
    end
    return found
end)

--- Does the speaker stay without a name? Not "senior official Anna Lind".
local function unnamed(text, name)
    local found = hides(text)
    if not found or found == "wish" or not name or name == name:lower() then
        return found and true
    end
    for word in name:lower():gmatch "%a+" do
        if UNNAMED[word] then
            return true -- a Treasury official
        end
    end
    local _, last = text:find(name, 1, true)
    return not (last and (last == #text or text:sub(last + 1, last + 1) == ","))
end

--- Does the verb take that? (data/cues.tsv)
local function takes(s, what)
    return s.saying ~= nil and s.saying:find(what, 1, true) ~= nil
end

-- ---- one document at a time --------------------------------------------------

local Work = {}
Work.__index = Work

function Work:norm(i)
    if i < 1 or i > self.n then
        return ""
    end
    local _, norm = self.doc:token(i)
    return norm
end

function Work:sentence(i)
    local _, first, last = self.doc:sentence_at(i)
    return first, last
end

--- Where what is said may begin in a sentence: behind a dateline.
function Work:sentence_start(first)
    return self.datelines[first] or first
end

--- The last token of a clause that begins at `first`, said by says[k].
function Work:clause_end(k, first)
    if first > self.n then
        return self.n
    end
    local _, last = self:sentence(first)
    last = math.min(last, first + LONGEST)
    local says, next_one = self.says[k], self.says[k + 1]
    if next_one and next_one.first <= last and next_one.first > first then
        local at = next_one.first - 1
        if next_one.going then
            last = at
        elseif self:norm(at) == "," and (next_one.shape == "around"
            or next_one.said_with and next_one.said_with.text:find "ing$") then
            last = at - 1
        elseif self:norm(at) == "," and next_one.shape == "beside" and next_one.last >= last - 1 then
            last = at - 1
        elseif self:norm(at) == "," and WHILE[self:norm(says.first - 1)] then
            last = at - 1
        elseif TURNS[self:norm(at)] and not (next_one.shape == "beside"
            and self:norm(at) == "," ) then
            last = at - 1
        end
    end
    while last > first and (self:norm(last) == "," or self:norm(last) == ";"
        or self:norm(last) == "." or self:norm(last) == ":") do
        last = last - 1
    end
    return last
end

--- Where the clause before says[k] begins.
function Work:clause_start(k, s)
    local first = self:sentence_start(self:sentence(s.first))
    local before = self.says[k - 1]
    if before and before.content_last and before.content_last >= first
        and before.content_last < s.first then
        first = before.content_last + 1
        while first < s.first and TURNS[self:norm(first)] or self:norm(first) == "," do
            first = first + 1
        end
    end
    return first
end

--- Does a pair of marks begin at the token?
function Work:pair_at(at)
    local pair = self.quotes[self.at]
    return pair and pair.first == at
end

--- The end of a clause within commas or dashes.
function Work:aside_end(first, last, ends)
    for at = first, math.min(last, first + 30) do
        if ends[self:norm(at)] then
            return at - 1
        end
    end
    return last
end

--- The end of the relative clause that the verb of s stands in: who asked for it,
function Work:relative_end(s)
    local verb = (s.said_with or s).first
    for _, span in ipairs(self.doc:within("_relative", self:sentence(verb))) do
        if span.first < verb and verb < span.last then
            return span.last - 1
        end
    end
end

--- Marks that a content holds are its own; it takes in what it cuts.
function Work:own(first, last)
    local q = self.from
    local quoted = 0
    while self.quotes[q] and self.quotes[q].first <= last do
        local pair = self.quotes[q]
        if pair.first >= first then
            pair.owned = true
            quoted = quoted + (pair.last - pair.first + 1)
            if pair.last > last and not pair.unclosed then
                last = pair.last
            end
        end
        q = q + 1
    end
    return last, quoted
end

-- What doc:add gets, filled anew each time: a table a record is most of its cost.
local FIELDS, PLACES = {}, {speaker_text = {}, cue = {}, content = {}}

local function put_place(name, first, last)
    local place = first and PLACES[name]
    FIELDS[name] = place
    if place then
        place[1], place[2] = first, last
    end
end

--- A record of what s says; without a cue where s only goes on.
function Work:add(s, first, last, direct, cueless)
    local by, with = s.said_by, not cueless and s.said_with or nil
    FIELDS.rule = cueless and "goes-on" or rule_name(s.rule)
    FIELDS.direct = direct
    FIELDS.mixed = s.mixed or false
    FIELDS.negated = s.unsaid and true or false
    FIELDS.anonymous = s.anonymous
    FIELDS.speaker = s.speaker
    FIELDS.class = with and s.saying and class_of(s.saying) or nil
    put_place("speaker_text", by and by.first, by and by.last)
    put_place("cue", with and with.first, with and with.last)
    put_place("content", first, last)
    self.doc:add("quote", first or s.first, last or s.last, FIELDS)
    s.content_last = last
    s.place = first or s.first
    s.behind = math.max(last or 0, s.last)
    s.direct = direct
    self.said[#self.said + 1] = s
end

-- ---- what is said, by where it stands -----------------------------------------------

--- Words in marks in front: "...," X said; "...," X said, "..."
function Work:in_front(k, s, pair)
    local first, last = pair.first, pair.last
    local sentence = self:sentence(first)
    local direct = true
    if first ~= sentence and not JOINS[self:norm(first - 1)] and not TURNS[self:norm(first - 1)]
        and not (self.says[k - 1] and self.says[k - 1].last + 1 == first) then
        first = self:clause_start(k, s)
        first = math.min(first, pair.first)
        direct = false
    end
    pair.owned = true
    local _, sentence_last = self:sentence(s.last)
    local behind = self.quotes[self.at]
    local next_one = self.says[k + 1]
    if behind and not behind.unclosed and behind.first <= sentence_last
        and behind.first <= s.last + 16
        and (behind.first == s.last + 1 or self:norm(behind.first - 1) == ","
            or behind.first == s.last + 2 and JOINS[self:norm(s.last + 1)])
        and not (next_one and next_one.first < behind.first) then
        behind.owned = true
        last = behind.last
    end
    s.mixed = not direct
    self:own(first, pair.first)
    self:add(s, first, last, direct)
end

--- Words in marks behind: X said: "..."
function Work:behind(k, s, pair)
    local last = pair.last
    local first = pair.first
    pair.owned = true
    local q = self.at + 1
    while self.quotes[q] and (self.quotes[q].first == last + 2
        and (self:norm(last + 1) == "and" or self:norm(last + 1) == "or")) do
        self.quotes[q].owned = true
        last = self.quotes[q].last
        q = q + 1
    end
    local _, sentence_last = self:sentence(pair.last)
    local inner = ENDS[self:norm(last - 1)] or self:norm(last - 1) == ","
    local direct = true
    if last < sentence_last and not inner and not BEHIND[self:norm(last + 1)]
        and not (PREPOSITIONS[self:norm(last + 1)] and not takes(s, "object")) then
        last = self:own(first, math.max(last, self:clause_end(k, first)))
        direct = false
    end
    s.mixed = not direct
    self:add(s, first, last, direct)
end

--- A clause behind: X said (that) ...
function Work:clause_behind(k, s, first)
    if self:norm(first) == "," then
        first = first + 1
    end
    local last = math.min(self:clause_end(k, first), self:relative_end(s) or math.huge)
    if DASHES[self:norm(s.first - 1)] then
        last = self:aside_end(first, last, DASHES)
    elseif s.rule:find("which-they-say", 1, true) then
        last = self:aside_end(first, last, ASIDE)
    end
    if last <= first and not (last == first and self:pair_at(first)) then
        return -- said yes, denied that
    end
    local quoted
    last, quoted = self:own(first, last)
    s.mixed = quoted > 0
    self:add(s, first, last, quoted == last - first + 1)
end

--- A clause in front: ..., X said; ..., X said, ...
function Work:clause_in_front(k, s)
    local comma = s.first - 1
    if self:norm(comma) ~= "," then
        return
    end
    local first = self:clause_start(k, s)
    local last = comma - 1
    local _, sentence_last = self:sentence(s.first)
    local behind = self:norm(s.last + 1)
    if WHILE[self:norm(last)] and behind == "," then -- because, he said, the food was cold
        return self:clause_behind(k, s, s.last + 2)
    end
    local ends = s.last >= sentence_last or s.shape == "around" or ADJUNCTS[behind]
    if last <= first or not ends then
        return
    end
    local next_one = self.says[k + 1]
    if self:norm(s.last + 1) == "," and s.last + 2 < sentence_last
        and not (next_one and next_one.first <= s.last + 2)
        and not NOT_MORE[self:norm(s.last + 2)] and not self:norm(s.last + 2):find "ing$"
        and (s.shape ~= "around" or last - first < 4) then
        last = self:clause_end(k, s.last + 2)
    end
    local quoted
    last, quoted = self:own(first, last)
    s.mixed = quoted > 0
    self:add(s, first, last, false)
end

--- According to X, ... / ..., according to X
function Work:around(k, s)
    local sentence = self:sentence_start(self:sentence(s.first))
    if s.first - sentence <= 1 then
        local comma = s.last + 1
        local stop = comma + 20
        while comma < stop and self:norm(comma) ~= "," do
            comma = comma + 1
        end
        if self:norm(comma) == "," then
            self:clause_behind(k, s, comma + 1)
        end
        return
    end
    local first, last = self:clause_start(k, s), s.first - 1
    if self:norm(last) == "," then
        return self:clause_in_front(k, s)
    end
    if last >= first then
        local quoted
        last, quoted = self:own(first, last)
        s.mixed = quoted > 0
        self:add(s, first, last, false)
    end
end

local WH = set "whether if how why what when where who which"

--- X declined to comment (on ...)
function Work:nothing(k, s)
    local at = s.last + 1
    local norm = self:norm(at)
    local about = norm == "on" or norm == "about" or norm == "regarding"
    if about or WH[norm] or norm == "that" then
        local first = at + (WH[norm] and 0 or 1)
        local last = self:clause_end(k, first)
        s.unsaid = true
        if last >= first then
            return self:add(s, first, self:own(first, last), false)
        end
    end
    self:add(s, nil, nil, false)
end

--- Who speaks where the verb goes on: whoever spoke before in the sentence,
-- else whom it begins with.
function Work:speaker_of(k, s)
    local sentence = self:sentence(s.first)
    local before = self.says[k - 1]
    if before and before.first >= sentence then
        s.speaker, s.said_by, s.anonymous = before.speaker, before.said_by, before.anonymous
        return
    end
    local subject = self.subjects[sentence]
    if subject then
        s.speaker, s.said_by = subject.speaker, subject.said_by
    end
end

--- Do words in marks in front belong to it? Not where its own sentence begins
-- with the speaker and what is said follows, nor in another paragraph.
function Work:closes_before(s, front, here)
    local sentence = self:sentence(s.first)
    if sentence ~= s.first then
        return s.shape == "beside" or front.first <= sentence
    end
    local _, _, _, _, flags = self.doc:token(s.first)
    local follows = here and (here.first == s.last + 1
        or here.first == s.last + 2 and JOINS[self:norm(s.last + 1)])
    return s.shape == "beside" and flags & LINE == 0 and not follows
end

function Work:one(k, s)
    while self.quotes[self.at] and self.quotes[self.at].last < s.first do
        self.at = self.at + 1
    end
    local here = self.quotes[self.at]
    if here and here.first < s.first and here.last > s.last and not here.unclosed then
        return -- said within what is said
    end
    if s.going then
        self:speaker_of(k, s)
    end
    if s.anonymous == nil then
        s.anonymous = s.said_by ~= nil and unnamed(s.said_by.text, s.speaker)
    end
    if s.shape == "nothing" then
        return self:nothing(k, s)
    end
    local before = s.first - 1
    if self:norm(before) == "," then
        before = before - 1
    end
    local front = not s.going and self.quotes[self.at - 1]
    if front and front.last == before and not front.owned
        and self:closes_before(s, front, here) then
        self.from = self.at - 1
        return self:in_front(k, s, front)
    end
    self.from = self.at
    if s.shape == "around" then
        return self:around(k, s)
    end
    local first = s.shape == "object" and s.said_with.last + 1 or s.last + 1
    local behind = first
    if JOINS[self:norm(behind)] then
        behind = behind + 1
    end
    if here and here.first == behind then
        return self:behind(k, s, here)
    end
    if s.going and self:norm(first) == "to" and not takes(s, " to") then
        return -- and hopes to go
    end
    if s.going and (takes(s, "words") or takes(s, "verdict")) then
        return -- laughed and called the dog
    end
    if s.shape == "after" or s.shape == "object" then
        return self:clause_behind(k, s, self:norm(first) == "that" and first + 1 or first)
    end
    self.from = math.max(1, self.at - 8)
    return self:clause_in_front(k, s)
end

--- In order of place: few are out of it, and those by little.
local function sort_by_place(said)
    local moves = 0
    for i = 2, #said do
        local s, k = said[i], i - 1
        while k > 0 and said[k].place > s.place do
            said[k + 1] = said[k]
            k = k - 1
            moves = moves + 1
        end
        said[k + 1] = s
        if moves > 16 * #said then
            table.sort(said, function(a, b) return a.place < b.place end)
            return
        end
    end
end

--- Words in marks that nobody was found beside: whoever spoke before in the
-- paragraph goes on, or who was quoted at the end of the paragraph before.
function Work:go_on()
    local said, i, latest = self.said, 1, nil
    sort_by_place(said)
    local n = #said
    for _, pair in ipairs(self.quotes) do
        local first, last = pair.first, pair.last
        if not pair.owned and not pair.unclosed and last - first > 3
            and self:sentence(first) == first and ENDS[self:norm(last - 1)] then
            while i <= n and said[i].place < first do
                i = i + 1
            end
            local before = said[i - 1]
            if latest and before and latest.place > before.place then
                before = latest
            end
            local p = marks.paragraph_of(self.starts, first)
            local q = before and marks.paragraph_of(self.starts, before.behind) or 0
            if before and (q == p or q == p - 1 and before.direct and self.starts[p] == first) then
                latest = {speaker = before.speaker, said_by = before.said_by, first = first,
                    last = last, anonymous = before.anonymous}
                self:add(latest, first, last, true, true)
            end
        end
    end
end

local function by_first(spans)
    local map = {}
    for _, span in ipairs(spans) do
        map[span.first] = span
    end
    return map
end

--- Does a participle behind a comma speak? "..., saying that" goes on, whatever
-- noun stands before the comma.
local function is_participle(doc, s)
    local cue = s.said_with
    return cue and s.said_by and s.said_by.last < cue.first and cue.text:find "ing$"
        and doc:token(cue.first - 1) == ","
end

--- Those who speak and those who go on, in order: both lists are.
local function merge(doc, says, going)
    local all, g = {}, 1
    for _, s in ipairs(says) do
        local participle = is_participle(doc, s)
        while going[g] and going[g].first <= (participle and s.said_with.first or s.first) do
            local one = going[g]
            one.going, one.shape = true, "after"
            all[#all + 1] = one
            g = g + 1
        end
        local last = all[#all]
        if not (participle and last and last.going
            and last.said_with.first == s.said_with.first) then
            if participle then
                s.first, s.going, s.speaker, s.said_by = s.said_with.first - 1, true, nil, nil
            end
            all[#all + 1] = s
        end
    end
    for i = g, #going do
        going[i].going, going[i].shape = true, "after"
        all[#all + 1] = going[i]
    end
    return all
end

local function annotate(doc)
    local says = doc:spans("_says")
    local going = doc:spans("_going")
    says = merge(doc, says, going)
    local quotes, starts = marks.pairs(doc)
    if #says == 0 then
        return
    end
    local work = setmetatable({doc = doc, n = #doc, says = says, quotes = quotes, starts = starts,
        at = 1, from = 1, said = {}, subjects = by_first(doc:spans "_subject"),
        datelines = {}}, Work)
    for _, line in ipairs(doc:spans "_quotes_dateline") do
        work.datelines[line.first] = line.last + 1
    end
    for k, s in ipairs(says) do
        work:one(k, s)
    end
    if #quotes > 0 then
        work:go_on()
    end
end

return {annotate = annotate}
