using Sinter.Data;

namespace Sinter.Cli;

/// <summary>Tasks for people.</summary>
internal static class DataText
{
    private const int HashLength = 12;

    public static void WriteCatalog(Terminal terminal, TaskCatalog catalog)
    {
        var table = new TextTable().Column("task").Column("role").Column("what");
        foreach (var entry in catalog.List()) table.Row(entry.Name, entry.Role, entry.Summary);
        table.Write(terminal);
        terminal.Output.WriteLine();
        terminal.Output.WriteLine(catalog.Root is null
            ? "no data root: set SINTER_DATA or give --root for more than the drawn tasks"
            : $"data root: {catalog.Root}");
    }

    public static void Write(Terminal terminal, IReadOnlyList<TaskListing> listings)
    {
        var table = new TextTable().Column("part").Column("pictures", right: true).Column("size").Column("classes", right: true).Column("per class", right: true).Column("sha256");
        foreach (var part in listings.SelectMany(static listing => listing.Summary.Parts))
        {
            var (count, size) = (part.Count.ToString(), part.Shape?.ToString() ?? "any");
            table.Row(Words.Printable(part.Name), count, size, part.Classes.ToString(), part.Classes == 0 ? "-" : $"{part.FewestOfAClass} to {part.MostOfAClass}", part.Sha256[..HashLength]);
        }

        table.Write(terminal);
        terminal.Output.WriteLine();
        if (listings.Any(static listing => listing.Probe is not null)) WriteProbes(terminal, listings);
        foreach (var listing in listings) Write(terminal, listing);
    }

    private static void WriteProbes(Terminal terminal, IReadOnlyList<TaskListing> listings)
    {
        var table = new TextTable().Column("task").Column("classes", right: true).Column("chance", right: true).Column("linear", right: true).Column("filters", right: true);
        foreach (var listing in listings)
        {
            if (listing.Probe is { } probe) table.Row(Words.Printable(listing.Task.Name), listing.Task.Classes.Length.ToString(), $"{probe.Chance:P1}", $"{probe.Linear:P1}", $"{probe.Filters:P1}");
        }

        table.Write(terminal);
        terminal.Output.WriteLine();
    }

    private static void Write(Terminal terminal, TaskListing listing)
    {
        var task = listing.Task;
        terminal.Output.WriteLine($"{Words.Printable(task.Name)}: {task.Form}, {Words.Printable(task.Source)}; validation: {task.ValidationNote}");
        foreach (var part in listing.Summary.Parts.Where(static part => part.Missing.Length > 0))
            terminal.Output.WriteLine($"  {Words.Printable(part.Name)} has no picture of {Words.Printable(string.Join(", ", part.Missing.Take(8)))}{(part.Missing.Length > 8 ? $" and {part.Missing.Length - 8} more" : "")}");
        foreach (var (part, repeated) in listing.Summary.Parts.Zip(listing.Summary.Repeated).Where(static pair => pair.Second > 0))
            terminal.Output.WriteLine($"  {Words.Printable(part.Name)} repeats {Words.Count(repeated, "picture")} of the parts before it, pixel for pixel");
    }
}
