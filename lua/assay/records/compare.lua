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
-- Records of both sides that are about the same form a group, which is a
-- difference if nothing in it agrees: assay.records.compare.groups. What is
-- the same is in assay.records.likeness; topics that take more than a few
-- lines are files of assay/records/compare.
local figures = require "assay.records.figures"
local gather = require "assay.records.gather"
local groups = require "assay.records.compare.groups"
local grid = require "assay.table"
local identity = require "assay.records.identity"
local likeness = require "assay.records.likeness"
local lists = require "assay.lists"
local partial = require "assay.partial"
local over = require "assay.who.over"
local present = require "assay.records.present"
local style = require "assay.style"
local wording = require "assay.wording"

local compare = {}

compare.TOPICS = {"toll", "money", "stance", "event", "quote", "actor"}

-- ---- topics: (sides, who, out) ----------------------------------------------

local topics = {
    toll = require "assay.records.compare.tolls",
    quote = require "assay.records.compare.quotes",
    actor = require "assay.records.compare.actors",
}

function topics.money(sides, _, out)
    local list = groups.of(sides.a.money, sides.b.money, function(row)
        return row.currency and row["for"] and likeness.keys(row, "for") or {}
    end, function(a, b)
        return a.currency == b.currency
            and likeness.words(a, b, "for") == "same"
    end)
    groups.add(out, "money", list, {
        judge = groups.judge(function(a, b)
            local a1, a2 = figures.sum(a)
            return figures.meet(a1, a2, figures.sum(b))
        end, "disagree"),
        what = function(group) return wording.names(group.a[1]["for"]) end,
        text = function(row)
            return (row.hedge and wording.names(row.hedge) .. " " or "")
                .. wording.amount(tonumber(row.amount)) .. " "
                .. row.currency
        end,
    })
end

function topics.stance(sides, who, out)
    local list = groups.of(sides.a.stance, sides.b.stance,
        groups.actors_in(who, "actor"), function(a, b)
        return a.polarity and b.polarity and not a.negated and not b.negated
            and likeness.names(who, a, b, "actor") == "same"
            and likeness.words(a, b, "target") == "same"
    end)
    groups.add(out, "stance", list, {
        judge = groups.judge(function(a, b) return a.polarity == b.polarity end,
            "for and against"),
        what = function(group) return wording.names(group.a[1].actor) end,
        text = function(row)
            return row.polarity .. (row.hedged and "? " or " ")
                .. wording.bare(row.target)
        end,
    })
end

function topics.event(sides, who, out)
    local sources, targets = groups.actors_in(who, "source"), groups.actors_in(who, "target")
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
    local list = groups.of(sides.a.event, sides.b.event, keys,
        function(a, b)
        return a.type == b.type
            and likeness.names(who, a, b, "source") == "same"
            and likeness.names(who, a, b, "target") == "same"
            and likeness.places(who, a, b) ~= "different"
            and likeness.days(a, b) ~= "different"
    end)
    groups.add(out, "event", list, {
        judge = groups.judge(function(a, b) return a.mode == b.mode end,
            "told otherwise"),
        what = function(group)
            local row = group.a[1]
            return ("%s %s %s"):format(wording.names(row.source), row.type,
                wording.names(row.target))
        end,
        text = function(row) return row.mode end,
    })
end

-- ---- together ----------------------------------------------------------------

local READ = {toll = "casualty", money = "money", stance = "stance",
              event = "event", quote = "quote"}

--- The kinds that topics are about.
local function kinds_of(wanted)
    local kinds = {}
    for _, topic in ipairs(wanted) do
        kinds[#kinds + 1] = READ[topic]
    end
    return kinds
end

--- What was read of the documents by sides: each has its documents as a set, and
-- its records by kind.
-- @tparam {table,...} read {rows =, actors =} of each document
-- @tparam table is_a documents of the one side
local function sides_of(read, docs, is_a)
    local sides = {a = {docs = {}}, b = {docs = {}}}
    for _, side in pairs(sides) do
        for _, kind in pairs(READ) do
            side[kind] = {}
        end
    end
    for i, doc in ipairs(docs) do
        local side = is_a[doc] and sides.a or sides.b
        side.docs[doc] = true
        for _, row in ipairs(read[i].rows) do
            table.insert(side[row.kind], row)
        end
    end
    return sides
end

--- Two lists as one, both from the first to the last at the same pace: an
-- interrupt leaves as much of one as of the other. Each stays in order.
local function mixed(list, other)
    local out = {}
    for i = 1, math.max(#list, #other) do
        out[#out + 1] = list[i]
        out[#out + 1] = other[i]
    end
    return out
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

--- A side's title: where it is one document the end of its id, which tells
-- files of one folder apart.
local function title(docs, name)
    return #docs == 1 and name .. ": " .. docs[1].id:match("[^/]*/?$") or name
end

-- ---- who it is about -----------------------------------------------------------

-- The fields of a topic's records whose actors are what they are compared by.
local ACTORS = {quote = {"speaker"}, stance = {"actor"},
                event = {"source", "target"}}

--- The actors of a difference of which it is not certain that they are one.
local function unsure(row, who)
    local list, seen = {}, {}
    for _, side in ipairs {row.a_rows, row.b_rows} do
        for _, rec in ipairs(side) do
            local fields = ACTORS[row.topic] or {}
            for _, actor in ipairs(groups.actors_in(who,
                table.unpack(fields))(rec)) do
                list[#list + 1] = actor.sure and not seen[actor] and actor
                    or nil
                seen[actor] = true
            end
        end
    end
    return list
end

--- Why a row of a comparison is there: what it rests on, and who is one.
local function explain(row, actors)
    local lines = {("%s: %s: %s%s"):format(row.topic, row.what,
        row.difference, row.sure and ", " .. over.percent(row.sure) .. " sure"
        or "")}
    lines[2] = row.because and "  " .. row.because or nil
    for _, side in ipairs {"a", "b"} do
        for _, rec in ipairs(row[side .. "_rows"]) do
            lines[#lines + 1] = ('  %s  %s:%d "%s"'):format(side,
                style.clean(rec.doc), rec.start, wording.bare(rec.text))
        end
    end
    for _, actor in ipairs(actors) do
        lines[#lines + 1] = over.why(actor)
    end
    return table.concat(lines, "\n")
end

--- What every row has, whatever its topic: places, how sure it is, why.
local function finish(row, who)
    row.at = places(places({}, row.a_rows), row.b_rows)
    local actors = unsure(row, who)
    for _, actor in ipairs(actors) do
        row.sure = math.min(row.sure or 1, actor.sure)
    end
    setmetatable(row, {__why = function() return explain(row, actors) end})
end

--- Differences as a table.
local function shown(out, docs_a, docs_b)
    return grid.new(out, present.columns(out, {{key = "topic", rank = 3},
        {key = "what", paint = "bold", rank = 1},
        {key = "a", title = title(docs_a, "a"), show = joined, rank = 1},
        {key = "b", title = title(docs_b, "b"), show = joined, rank = 1},
        {key = "difference", rank = 2}, {key = "sure", optional = true, align = "right",
            show = over.percent, rank = 3}}),
        "no difference was found")
end

--- The differences between two sides. An interrupt leaves those of the topics
-- that are through.
-- @tparam function show f(differences) gives the result
local function differences(sides, who, wanted, show)
    local out = {}
    for i, topic in ipairs(wanted) do
        local n = #out
        topics[topic](sides, who, out)
        for at = n + 1, #out do
            finish(out[at], who)
        end
        n = #out
        partial.rest(function()
            return show(table.move(out, 1, n, 1, {})), i, #wanted, "topics"
        end)
    end
    return show(out)
end

--- The differences between two lists of documents.
-- @tparam {string,...} wanted topics
-- @treturn table rows: topic, what, a, b (lists of strings), difference, at
--   (places "id:byte" that it rests on), a_rows, b_rows (the records)
function compare.of(docs_a, docs_b, wanted)
    local kinds, is_a = kinds_of(wanted), {}
    local read_rows = gather.reader(kinds)
    for _, doc in ipairs(docs_a) do
        is_a[doc] = true
    end
    return partial.result("compare", mixed(docs_a, docs_b), function(doc)
        return {rows = #kinds > 0 and read_rows(doc) or {}, actors = over.read(doc)}
    end, function(read, docs)
        local same = identity.among(lists.field(read, "actors"))
        return differences(sides_of(read, docs, is_a), same, wanted, function(out)
            return shown(out, docs_a, docs_b)
        end)
    end)
end

return compare
