--- What the commands that write files share: the format that a path stands
-- for, and what is told of a file that was written.
local core = require "assay.core"
local style = require "assay.style"
local wording = require "assay.wording"

local save = {}

--- What a command tells of a file that it wrote.
local meta = {
    __name = "saved",
    __tostring = function(s)
        local what = s.count and wording.counted(s.count, s.what) .. ", " or ""
        return style.clean(s.path) .. ": " .. what .. wording.counted(s.bytes, "byte")
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
