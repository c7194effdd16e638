namespace Sinter.Cli;

/// <summary>Checkpoints for people.</summary>
internal static class InspectionText
{
    public static void Write(Terminal terminal, IReadOnlyList<CheckpointListing> listings)
    {
        for (var i = 0; i < listings.Count; i++)
        {
            if (i > 0) terminal.Output.WriteLine();
            Write(terminal, listings[i]);
        }
    }

    private static void Write(Terminal terminal, CheckpointListing listing)
    {
        if (listing.Tensors.Count > 0) WriteTensors(terminal, listing);
        terminal.Output.WriteLine($"{listing.Path}: {Words.Count(listing.Files.Count, "file")}, {Words.Count(listing.Stored.Count(), "tensor")} ({Types(listing)}), "
            + $"{listing.Parameters} parameters, {ByteSize.Format(listing.Bytes)}");
        terminal.Output.WriteLine(listing.NotNumbers + listing.Infinite == 0
            ? "every floating-point element is finite"
            : $"{listing.NotNumbers} NaN, {listing.Infinite} infinite elements: sinter merge will refuse this model");
    }

    private static void WriteTensors(Terminal terminal, CheckpointListing listing)
    {
        var table = new TextTable().Column("tensor").Column("type").Column("shape").Column("size", right: true).Column("NaN", right: true).Column("inf", right: true);
        foreach (var (tensor, notNumbers, infinite) in listing.Tensors)
        {
            var name = listing.Aliases.TryGetValue(tensor.Name, out var target) ? $"{tensor.Name} = {target}" : tensor.Name;
            table.Row(Words.Printable(name), tensor.TypeName, tensor.Shape.ToString(), ByteSize.Format(tensor.ByteLength), Mark(notNumbers), Mark(infinite));
        }

        table.Write(terminal);
        terminal.Output.WriteLine();
    }

    private static string Mark(long count) => count == 0 ? "-" : count.ToString();

    private static string Types(CheckpointListing listing) =>
        string.Join(", ", listing.Stored.GroupBy(static tensor => tensor.TypeName).OrderByDescending(static group => group.Count()).Select(static group => $"{group.Count()} {group.Key}"));
}
