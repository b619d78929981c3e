--- Manuals from the description of the API: `make manual` writes them. The
-- same sources give the same bytes.
local core = require "assay.core"
local json = require "assay.json"

local manual = {}

--- What an editor's Lua language server is told, to be put beside scripts as
-- .luarc.json.
local function luarc(options)
    return json.encode({["runtime.version"] = "Lua 5.4", ["workspace.library"] = {options.installed}}) .. "\n"
end

--- Files by name, each with what makes its text.
manual.FILES = {
    {"assay.lua", function() return require("assay.manual.luacats").text() end},
    {"assay.luacheck", function() return require("assay.manual.luacheck").text() end},
    {"assay-lua.7", function(options) return require("assay.manual.man").text(options.date) end},
    {"assay.html", function() return require("assay.manual.html").text() end},
    {"luarc.json", luarc},
}

local function write(path, text)
    local file, why = io.open(path, "wb")
    if not file then
        error(why, 0)
    end
    file:write(text)
    if not file:close() then
        error(path .. ": cannot be written", 0)
    end
end

--- Write all of them.
-- @tparam string folder is made
-- @tparam string date of the man page
-- @tparam[opt] string installed where they will be, for luarc.json
function manual.write(folder, date, installed)
    local good, why = core.paths.mkdir(folder)
    if not good then
        error(why, 0)
    end
    for _, file in ipairs(manual.FILES) do
        write(folder .. "/" .. file[1], file[2]({date = date, installed = installed or folder}))
    end
end

return manual
