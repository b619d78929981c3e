--- Commands about assay itself.
local core = require "assay.core"
local grid = require "assay.table"
local help = require "assay.help"

local function plugins()
    return grid.new(core.plugins(), {"name", "version", "license",
        "summary"}, "no plugin is loaded")
end

local leave = os.exit -- a user may have another `os`

--- The session, or the script, ends well; what is open is closed.
local function exit()
    leave(true, true)
end

return {plugins = plugins, exit = exit, quit = exit, help = help.about, ["help.search"] = help.search}
