--- Records of two sides that are about the same, in groups. Only a group in
-- which no record of one side agrees with one of the other is a difference: a
-- report that has a first toll and a final one does not contradict another
-- with the final one.
local gather = require "assay.records.gather"
local lists = require "assay.lists"

local groups = {}

--- Put two records of different sides into one group.
local function join(all, group_of, a, b)
    local into = group_of[a] or group_of[b]
    if not into then
        into = {a = {}, b = {}}
        all[#all + 1] = into
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
            lists.put(index, key, row)
        end
    end
    return index
end

--- Groups of records of both sides that `same` links; each has a and b.
-- @tparam function keys the keys of a record: what is the same has one in
--   common, so that only likely pairs are compared
function groups.of(list_a, list_b, keys, same)
    local all, group_of, index = {}, {}, index_of(list_b, keys)
    for _, a in ipairs(list_a) do
        for _, key in ipairs(keys(a)) do
            for _, b in ipairs(index[key] or {}) do
                if not (group_of[a] and group_of[a] == group_of[b])
                    and same(a, b) then
                    join(all, group_of, a, b)
                end
            end
        end
    end
    return lists.those(all, function(group) return #group.a > 0 end)
end

--- The actors that a record's fields name, as keys.
function groups.actors_in(who, ...)
    local fields = {...}
    return function(row)
        local found = {}
        for _, field in ipairs(fields) do
            for _, name in ipairs(lists.of(row[field])) do
                found[#found + 1] = who:of(gather.document(row), name)
            end
        end
        return found
    end
end

--- Texts of records, each once, in order.
function groups.texts(list, text_of)
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

--- A judge of groups: nothing where some record of one side agrees with one of
-- the other.
-- @tparam function agree f(a, b)
-- @tparam string difference what it is called
function groups.judge(agree, difference)
    return function(group)
        local some = lists.any(group.a, function(a)
            return lists.any(group.b, function(b) return agree(a, b) end)
        end)
        return not some and {difference = difference} or nil
    end
end

--- Add the groups in which nothing agrees to the differences.
-- @tparam table spec judge(group): the fields of the row that it gives, nil
--   where there is no difference; what(group): what it is about; text(record)
function groups.add(out, topic, list, spec)
    for _, group in ipairs(list) do
        local row = spec.judge(group)
        if row then
            row.topic, row.what = topic, spec.what(group)
            row.a = groups.texts(group.a, spec.text)
            row.b = groups.texts(group.b, spec.text)
            row.a_rows, row.b_rows = group.a, group.b
            out[#out + 1] = row
        end
    end
end

return groups
