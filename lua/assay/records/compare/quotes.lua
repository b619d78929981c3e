--- Somebody quoted on both sides, with words that only one has.
local gather = require "assay.records.gather"
local groups = require "assay.records.compare.groups"
local likeness = require "assay.records.likeness"
local lists = require "assay.lists"
local partial = require "assay.partial"
local wording = require "assay.wording"

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
    local is_said = likeness.quoted(others, content)
    return lists.those(list, function(row) return not is_said(row) end)
end

return function(sides, who, out)
    local function text(row)
        local words = wording.bare(content(row))
        return row.direct and "“" .. words .. "”" or words
    end
    for _, one in partial.each(by_speaker(sides, who), "speakers") do
        local a, b = only_in(one.a, one.b), only_in(one.b, one.a)
        if #one.a > 0 and #one.b > 0 and #a + #b > 0 then
            out[#out + 1] = {topic = "quote", what = one.name,
                a = groups.texts(a, text), b = groups.texts(b, text),
                difference = #a > 0 and #b > 0 and "other words"
                    or #a > 0 and "more in a" or "more in b",
                a_rows = a, b_rows = b}
        end
    end
end
