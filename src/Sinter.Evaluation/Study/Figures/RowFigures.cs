namespace Sinter.Evaluation;

/// <summary>A row with its finished cells.</summary>
/// <param name="Row">The row.</param>
/// <param name="Cells">One for every seed that has been computed; one for a row without seeds.</param>
internal sealed record RowFigures(StudyRow Row, IReadOnlyList<CellFigures> Cells)
{
    /// <summary>A column's values.</summary>
    public Spread Of(StudyColumn column) => new([.. Cells.Select(cell => column.Of(cell, cell.Once))]);

    /// <summary>What is to be known about the row: its own note, the coefficients that were chosen, the pictures it was fitted on.</summary>
    public string Note => string.Join("; ", ((string[])[Row.Note, Cells[0].Cell.Note, Row.Adaptation is { } adaptation ? $"adaptation set: {adaptation}" : ""]).Where(static part => part.Length > 0));

    /// <summary>Mean weight of every expert for the clean pictures of every task, over the seeds; null without a router.</summary>
    public double[][]? Weights => Cells[0].Cell.Seen["clean"].Any(static scores => scores.Weights is null)
        ? null
        : [.. Enumerable.Range(0, Cells[0].Cell.Seen["clean"].Count).Select(t => Enumerable.Range(0, Cells[0].Cell.Seen["clean"][t].Weights!.Length).Select(k => Cells.Average(cell => cell.Cell.Seen["clean"][t].Weights![k])).ToArray())];

    /// <summary>The cells of two rows side by side: a row without seeds stands beside every seed of the other; seeds that one lacks are left out.</summary>
    public static (IReadOnlyList<CellFigures> First, IReadOnlyList<CellFigures> Second) Pair(RowFigures first, RowFigures second)
    {
        if (!first.Row.HasSeeds) return second.Row.HasSeeds ? ([.. second.Cells.Select(_ => first.Cells[0])], second.Cells) : (first.Cells, second.Cells);
        if (!second.Row.HasSeeds) return (first.Cells, [.. first.Cells.Select(_ => second.Cells[0])]);
        var both = first.Cells.Join(second.Cells, static cell => cell.Cell.Seed, static cell => cell.Cell.Seed, static (a, b) => (First: a, Second: b)).ToList();
        return ([.. both.Select(static pair => pair.First)], [.. both.Select(static pair => pair.Second)]);
    }
}
