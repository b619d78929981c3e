--- Who says what differently: two documents, or two sets of them.
--
-- Topics, each a list of differences:
--   toll    the same harm at the same incident, of which no number that one
--           side has can be one of the other's
--   money   the same currency for the same purpose, likewise
--   stance  an actor who is for something here and against it there
--   event   who did the same to whom, told in different modes
--   quote   somebody quoted in both, with words that only one has
--   actor   somebody named in one only
-- What is the same is in assay.records.likeness. Records of the two sides that
-- are about the same form a group, and only a group in which no record of
-- one side agrees with one of the other is a difference: a report that has
-- a first toll and a final one does not contradict another with the final one.
local gather = require "assay.records.gather"
local grid = require "assay.table"
local identity = require "assay.records.identity"
local likeness = require "assay.records.likeness"
local lists = require "assay.lists"
local wording = require "assay.wording"

local compare = {}

compare.TOPICS = {"toll", "money", "stance", "event", "quote", "actor"}

-- ---- groups ------------------------------------------------------------------

--- Put two records of different sides into one group.
local function join(groups, group_of, a, b)
    local into = group_of[a] or group_of[b]
    if not into then
        into = {a = {}, b = {}}
        groups[#groups + 1] = into
    end
    local from = group_of[b]
    if from and from ~= into then -- two groups are one: the other is left empty
        for _, side in ipairs {"a", "b"} do
            for _, row in ipairs(from[side]) do
                table.insert(into[side], row)
                group_of[row] = into
            end
            from[side] = {}
        end
    end
    for i, row in ipairs {a, b} do
        if group_of[row] ~= into then
            table.insert(into[i == 1 and "a" or "b"], row)
            group_of[row] = into
        end
    end
end

--- Records by each of their keys.
local function index_of(list, keys)
    local index = {}
    for _, row in ipairs(list) do
        for _, key in ipairs(keys(row)) do
            index[key] = index[key] or {}
            table.insert(index[key], row)
        end
    end
    return index
end

--- Groups of records of both sides that `same` links; each has a and b.
-- @tparam function keys the keys of a record: what is the same has one in
--   common, so that only likely pairs are compared
local function groups_of(list_a, list_b, keys, same)
    local groups, group_of, index = {}, {}, index_of(list_b, keys)
    for _, a in ipairs(list_a) do
        for _, key in ipairs(keys(a)) do
            for _, b in ipairs(index[key] or {}) do
                if not (group_of[a] and group_of[a] == group_of[b])
                    and same(a, b) then
                    join(groups, group_of, a, b)
                end
            end
        end
    end
    local full = {}
    for _, group in ipairs(groups) do
        full[#full + 1] = #group.a > 0 and group or nil
    end
    return full
end

--- The actors that a record's fields name, as keys.
local function actors_in(who, ...)
    local fields = {...}
    return function(row)
        local found = {}
        for _, field in ipairs(fields) do
            local value = row[field]
            for _, name in ipairs(type(value) == "table" and value
                or {value}) do
                found[#found + 1] = who:of(gather.document(row), name)
            end
        end
        return found
    end
end

--- Does some record of one side agree with one of the other?
local function some_agree(group, agree)
    return lists.any(group.a, function(a)
        return lists.any(group.b, function(b) return agree(a, b) end)
    end)
end

--- Texts of records, each once, in order.
local function texts_of(list, text_of)
    local out, seen = {}, {}
    for _, row in ipairs(list) do
        local text = text_of(row)
        if not seen[text] then
            seen[text] = true
            out[#out + 1] = text
        end
    end
    return out
end

local function add_groups(out, topic, groups, spec)
    for _, group in ipairs(groups) do
        if not some_agree(group, spec.agree) then
            out[#out + 1] = {topic = topic, what = spec.what(group.a[1]),
                a = texts_of(group.a, spec.text),
                b = texts_of(group.b, spec.text),
                difference = spec.difference, a_rows = group.a,
                b_rows = group.b}
        end
    end
end

-- ---- topics: (sides, who, out) ----------------------------------------------

local topics = {}

--- Without those that are a part of another toll.
local function whole_tolls(rows)
    local out = {}
    for _, row in ipairs(rows) do
        if not row.part and (row.min or row.max) then
            out[#out + 1] = row
        end
    end
    return out
end

--- The same incident: the same harm; place, actor and day do not contradict
-- each other, and the place or the actor is known to be the same; who was
-- harmed is the same where both say more than "people".
local function same_incident(who, a, b)
    if a.harm ~= b.harm then
        return false
    end
    local place = likeness.names(who, a, b, "place")
    local actor = likeness.names(who, a, b, "actor")
    if place == "different" or actor == "different"
        or likeness.days(a, b) == "different" then
        return false
    end
    local whom = a.who and b.who and a.who ~= "people" and b.who ~= "people"
        and likeness.words(a.who, b.who)
    return whom ~= "different" and (place == "same" or actor == "same")
end

function topics.toll(sides, who, out)
    local groups = groups_of(whole_tolls(sides.a.casualty),
        whole_tolls(sides.b.casualty), actors_in(who, "place", "actor"),
        function(a, b) return same_incident(who, a, b) end)
    add_groups(out, "toll", groups, {
        difference = "no number in common",
        agree = function(a, b)
            local a1, a2 = likeness.toll(a)
            return likeness.ranges(a1, a2, likeness.toll(b))
        end,
        what = function(row)
            local place = wording.names(row.place)
            local by = wording.names(row.actor)
            return row.harm .. (place and " in " .. place or "")
                .. (by and " by " .. by or "")
        end,
        text = function(row) return wording.range(row.min, row.max) end,
    })
end

function topics.money(sides, _, out)
    local groups = groups_of(sides.a.money, sides.b.money, function(row)
        return row.currency and row["for"] and likeness.keys(row["for"]) or {}
    end, function(a, b)
        return a.currency == b.currency
            and likeness.words(a["for"], b["for"]) == "same"
    end)
    add_groups(out, "money", groups, {
        difference = "no sum in common",
        agree = function(a, b)
            local a1, a2 = likeness.sum(a)
            return likeness.ranges(a1, a2, likeness.sum(b))
        end,
        what = function(row) return wording.names(row["for"]) end,
        text = function(row)
            return (row.hedge and wording.names(row.hedge) .. " " or "")
                .. wording.amount(tonumber(row.amount)) .. " "
                .. row.currency
        end,
    })
end

function topics.stance(sides, who, out)
    local groups = groups_of(sides.a.stance, sides.b.stance,
        actors_in(who, "actor"), function(a, b)
        return a.polarity and b.polarity and not a.negated and not b.negated
            and likeness.names(who, a, b, "actor") == "same"
            and likeness.words(a.target, b.target) == "same"
    end)
    add_groups(out, "stance", groups, {
        difference = "for and against",
        agree = function(a, b) return a.polarity == b.polarity end,
        what = function(row) return wording.names(row.actor) end,
        text = function(row)
            return row.polarity .. (row.hedged and "? " or " ")
                .. wording.bare(row.target)
        end,
    })
end

function topics.event(sides, who, out)
    local sources, targets = actors_in(who, "source"), actors_in(who, "target")
    local function keys(row)
        local found = {}
        for _, source in ipairs(row.type and row.mode and sources(row) or {}) do
            for _, target in ipairs(targets(row)) do
                found[#found + 1] = row.type .. "/" .. source.name .. "/"
                    .. target.name
            end
        end
        return found
    end
    local groups = groups_of(sides.a.event, sides.b.event, keys,
        function(a, b)
        return a.type == b.type
            and likeness.names(who, a, b, "source") == "same"
            and likeness.names(who, a, b, "target") == "same"
            and likeness.names(who, a, b, "place") ~= "different"
            and likeness.days(a, b) ~= "different"
    end)
    add_groups(out, "event", groups, {
        difference = "told otherwise",
        agree = function(a, b) return a.mode == b.mode end,
        what = function(row)
            return ("%s %s %s"):format(wording.names(row.source), row.type,
                wording.names(row.target))
        end,
        text = function(row) return row.mode end,
    })
end

-- ---- quotes ----------------------------------------------------------------

--- Quotes by who is quoted: {actor=, name=, a=, b=} in order.
local function by_speaker(sides, who)
    local list, by_actor = {}, {}
    for _, side in ipairs {"a", "b"} do
        for _, row in ipairs(sides[side].quote) do
            local actor = row.speaker and not row.negated
                and who:of(gather.document(row), row.speaker)
            if actor and not by_actor[actor] then
                by_actor[actor] = {name = actor.name, a = {}, b = {}}
                list[#list + 1] = by_actor[actor]
            end
            if actor then
                table.insert(by_actor[actor][side], row)
            end
        end
    end
    return list
end

local function content(row)
    return row.content or row.text
end

--- Those of the quotes that none of the others says too.
local function only_in(list, others)
    local texts, out = {}, {}
    for i, row in ipairs(others) do
        texts[i] = content(row)
    end
    local is_said = likeness.quoted(texts)
    for _, row in ipairs(list) do
        out[#out + 1] = not is_said(content(row)) and row or nil
    end
    return out
end

function topics.quote(sides, who, out)
    local function text(row)
        local words = wording.bare(content(row))
        return row.direct and "“" .. words .. "”" or words
    end
    for _, one in ipairs(by_speaker(sides, who)) do
        local a, b = only_in(one.a, one.b), only_in(one.b, one.a)
        if #one.a > 0 and #one.b > 0 and #a + #b > 0 then
            out[#out + 1] = {topic = "quote", what = one.name,
                a = texts_of(a, text), b = texts_of(b, text),
                difference = #a > 0 and #b > 0 and "other words"
                    or #a > 0 and "more in a" or "more in b",
                a_rows = a, b_rows = b}
        end
    end
end

-- ---- actors ----------------------------------------------------------------

--- The first mention of each actor of a document, by the actor's id.
local function first_mentions(doc)
    local first = {}
    for _, mention in ipairs(gather.records({doc}, {"entity"})) do
        if mention.actor and not first[mention.actor] then
            first[mention.actor] = mention
        end
    end
    return first
end

--- First mentions of an actor on a side, one a document; and how many in all.
-- @tparam table known first mentions by document, filled on the way
local function mentions_in(row, set, known)
    local rows, n = {}, 0
    for _, actor in ipairs(row.actors) do
        if set[actor.doc] then
            n = n + actor.n
            known[actor.doc] = known[actor.doc] or first_mentions(actor.doc)
            rows[#rows + 1] = known[actor.doc][actor.id]
        end
    end
    return rows, n
end

local function times(n)
    if n == 0 then
        return {}
    end
    return {n == 1 and "named once" or ("named %d times"):format(n)}
end

--- Which sides an actor is named in.
local function sides_of(row, sides)
    local in_a, in_b = false, false
    for _, actor in ipairs(row.actors) do
        in_a = in_a or sides.a.docs[actor.doc] or false
        in_b = in_b or sides.b.docs[actor.doc] or false
    end
    return in_a, in_b
end

--- The words of people's names on each side, and those that are names alone.
local function words_by_side(rows, sides)
    local words = {a = {}, b = {}}
    local alone = {a = {}, b = {}}
    for _, row in ipairs(rows) do
        local in_a, in_b = sides_of(row, sides)
        for _, key in ipairs(row.type == "PERSON" and row.keys or {}) do
            for side, is_in in pairs {a = in_a, b = in_b} do
                words[side][key] = words[side][key] or is_in
                alone[side][key] = alone[side][key]
                    or is_in and #row.keys == 1
            end
        end
    end
    return words, alone
end

--- A surname alone is never enough to be somebody else either: could this
-- person be one of the other side?
local function may_be(row, words, alone)
    local known = #row.keys == 1 and words or alone
    for _, key in ipairs(row.type == "PERSON" and row.keys or {}) do
        if known[key] then
            return true
        end
    end
    return false
end

function topics.actor(sides, who, out)
    local found, known = {}, {}
    local words, alone = words_by_side(who.rows, sides)
    for i, row in ipairs(who.rows) do
        local in_a, in_b = sides_of(row, sides)
        local side, other = in_a and "a" or "b", in_a and "b" or "a"
        if in_a ~= in_b and not may_be(row, words[other], alone[other]) then
            local rows, n = mentions_in(row, sides[side].docs, known)
            found[#found + 1] = {topic = "actor", what = row.name, n = n,
                at = i, a = times(in_a and n or 0), b = times(in_b and n or 0),
                difference = "only in " .. side,
                a_rows = in_a and rows or {}, b_rows = in_b and rows or {}}
        end
    end
    table.sort(found, function(x, y)
        if x.difference ~= y.difference then
            return x.difference < y.difference
        elseif x.n ~= y.n then
            return x.n > y.n
        end
        return x.at < y.at
    end)
    for _, row in ipairs(found) do
        row.n, row.at = nil, nil
        out[#out + 1] = row
    end
end

-- ---- together ----------------------------------------------------------------

local READ = {toll = "casualty", money = "money", stance = "stance",
              event = "event", quote = "quote"}

--- What a side has: its documents as a set, and its records by kind.
local function side_of(docs, wanted)
    local side = {docs = {}}
    for _, doc in ipairs(docs) do
        side.docs[doc] = true
    end
    for _, topic in ipairs(wanted) do
        local kind = READ[topic]
        if kind then
            side[kind] = gather.records(docs, {kind})
        end
    end
    return side
end

--- Where rows stand: "id:byte" each.
local function places(rows, more)
    for _, row in ipairs(more) do
        rows[#rows + 1] = row.doc .. ":" .. row.start
    end
    return rows
end

local function joined(list)
    return table.concat(list, " | ")
end

--- The places as printed: of two documents the columns have the names.
local function short_places(docs_a, docs_b)
    if #docs_a ~= 1 or #docs_b ~= 1 then
        return joined
    end
    return function(_, row)
        local out = {}
        for _, side in ipairs {"a", "b"} do
            for _, each in ipairs(row[side .. "_rows"]) do
                out[#out + 1] = side .. ":" .. each.start
            end
        end
        return joined(out)
    end
end

--- A side's title: the document's id where it is one.
local function title(docs, name)
    return #docs == 1 and name .. ": " .. docs[1].id or name
end

--- The differences between two lists of documents.
-- @tparam {string,...} wanted topics
-- @treturn table rows: topic, what, a, b (lists of strings), difference, at
--   (places "id:byte" that it rests on), a_rows, b_rows (the records)
function compare.of(docs_a, docs_b, wanted)
    local all = table.move(docs_b, 1, #docs_b, #docs_a + 1,
        table.move(docs_a, 1, #docs_a, 1, {}))
    local who = identity.over(all)
    local sides = {a = side_of(docs_a, wanted), b = side_of(docs_b, wanted)}
    local out = {}
    for _, topic in ipairs(wanted) do
        topics[topic](sides, who, out)
    end
    for _, row in ipairs(out) do
        row.at = places(places({}, row.a_rows), row.b_rows)
    end
    return grid.new(out, {"topic", {key = "what", paint = "bold"},
        {key = "a", title = title(docs_a, "a"), show = joined},
        {key = "b", title = title(docs_b, "b"), show = joined},
        "difference", {key = "at", show = short_places(docs_a, docs_b)}},
        "no difference was found")
end

return compare
