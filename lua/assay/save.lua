--- What the commands that write files share: the format that a path stands
-- for, and what is told of a file that was written.
local core = require "assay.core"
local style = require "assay.style"

local save = {}

--- What a command tells of a file that it wrote.
local meta = {
    __name = "saved",
    __tostring = function(s)
        local n = ("%d byte%s"):format(s.bytes, s.bytes == 1 and "" or "s")
        local what = s.count and ("%d %s%s, "):format(s.count, s.what,
            s.count == 1 and "" or "s") or ""
        return style.clean(s.path) .. ": " .. what .. n
    end,
}

--- @tparam table told path, bytes; count and what ("row")
function save.told(told)
    return setmetatable(told, meta)
end

--- The format for a path: the one named, or whose extension it has.
-- @tparam table formats by name, each with extension
-- @tparam {string,...} names in order, for messages
-- @treturn string name, or nil and what is wrong
function save.format(path, named, formats, names)
    if named then
        if formats[named] then
            return named
        end
        local near = core.suggest(named, names)
        return nil, ('there is no format "%s"%s; there is %s'):format(
            style.clean(named), near and ('; did you mean "%s"?'):format(near)
            or "", table.concat(names, ", "))
    end
    local extension = path:lower():match("%.(%w+)$")
    for _, name in ipairs(names) do
        if extension and formats[name].extension == extension then
            return name
        end
    end
    return nil, ('which format? "%s" does not end in one; say {format = "%s"}'
        .. " (there is %s)"):format(style.clean(path), names[1],
        table.concat(names, ", "))
end

return save
