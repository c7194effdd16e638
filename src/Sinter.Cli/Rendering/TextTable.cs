using Spectre.Console;

namespace Sinter.Cli;

/// <summary>A table of text: wrapped to a terminal's width, one line a row when piped. Cells are plain text.</summary>
internal sealed class TextTable
{
    private readonly Table _table = new() { Border = TableBorder.None };

    /// <summary>A column; numbers are set to the right.</summary>
    public TextTable Column(string header, bool right = false)
    {
        var column = new TableColumn(new Text(header)) { Alignment = right ? Justify.Right : Justify.Left };
        column.Padding = new Padding(0, 0, 2, 0);
        _table.AddColumn(column);
        return this;
    }

    /// <summary>A row.</summary>
    public TextTable Row(params string[] cells)
    {
        _table.AddRow(cells.Select(static cell => new Text(cell)));
        return this;
    }

    /// <summary>Writes the table.</summary>
    public void Write(Terminal terminal)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = terminal.Width;
        console.Write(_table);
        foreach (var line in text.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')) terminal.Output.WriteLine(line.TrimEnd());
    }
}
