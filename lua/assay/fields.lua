--- Fields of records, for whatever shows records of any kind.
local fields = {}

--- What every record has besides the fields of its kind.
fields.COMMON = {doc = true, kind = true, start = true, ["end"] = true, text = true, rule = true}

--- Sort names as `declared` has them, others behind, by name.
function fields.sort(names, declared)
    local place = {}
    for i, name in ipairs(declared or {}) do
        place[name] = i
    end
    table.sort(names, function(a, b)
        local x, y = place[a] or math.huge, place[b] or math.huge
        return x < y or x == y and a < b
    end)
    return names
end

return fields
