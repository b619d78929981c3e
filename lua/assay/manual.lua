--- Manuals from the description of the API: `make manual` writes them. The
-- same sources give the same bytes.
local core = require "assay.core"
local files = require "assay.files"
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

--- Write all of them.
-- @tparam string folder is made
-- @tparam string date of the man page
-- @tparam[opt] string installed where they will be, for luarc.json
function manual.write(folder, date, installed)
    assert(core.paths.mkdir(folder))
    for _, file in ipairs(manual.FILES) do
        local text = file[2]({date = date, installed = installed or folder})
        assert(files.write(folder .. "/" .. file[1], text, true))
    end
end

return manual
