using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Sinter.Routing;
using Sinter.Tensors;

namespace Sinter.Evaluation.Tests;

public class FigureTests
{
    private const int Pictures = 60;

    [Fact]
    public void Bits_survive_being_written() => Prop.ForAll<bool[]>(static values =>
    {
        var text = new Flags(values).ToString();
        return Flags.Parse(text).Values.SequenceEqual(values) && text.Length <= values.Length / 4 + 8;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void With_every_picture_once_figures_are_the_plain_ones()
    {
        var figures = new CellFigures(Cell(0, 0.6));
        var clean = figures.Cell.Seen["clean"];
        double[] known = [.. clean.SelectMany(static scores => scores.Uncertainty!).Select(static u => (double)u)];
        double[] strange = [.. figures.Cell.Unseen[0].Uncertainty!.Select(static u => (double)u)];
        figures.UnseenAuroc(0, figures.Once).ShouldBe(UncertaintyMetrics.Auroc(known, strange), 1e-12);
        figures.Accuracy("clean", figures.Once).ShouldBe(clean.Average(static scores => scores.Accuracy), 1e-12);
        bool[] right = [.. clean.SelectMany(static scores => scores.Right[0].Values)];
        foreach (var share in (double[])[0, 0.1, 0.3, 0.5])
            figures.AfterRejecting(share, figures.Once).ShouldBe(UncertaintyMetrics.AccuracyAfterRejecting(share, known, right), 1e-12);
    }

    [Fact]
    public void A_picture_that_counts_twice_counts_like_two()
    {
        var cell = Cell(1, 0.5);
        var (once, twice) = (PictureCounts.Once(cell), PictureCounts.Once(cell));
        foreach (var counts in twice.Seen.Concat(twice.Unseen)) Array.Fill(counts, 2);
        var figures = new CellFigures(cell);
        foreach (var column in StudyColumn.Compared) column.Of(figures, twice).ShouldBe(column.Of(figures, once), 1e-12, column.Key);
    }

    [Fact]
    public void A_row_does_not_differ_from_itself()
    {
        CellFigures[] cells = [new(Cell(0, 0.6)), new(Cell(1, 0.6))];
        foreach (var difference in new Bootstrap(40).Compare(cells, cells))
        {
            (difference.Mean, difference.Low, difference.High).ShouldBe((0, 0, 0));
            difference.ExcludesZero.ShouldBeFalse();
        }
    }

    [Fact]
    public void An_interval_holds_the_difference_and_turns_around_with_it() => Prop.ForAll(Gen.Choose(0, 100).ToArbitrary(), static seed =>
    {
        CellFigures[] first = [new(Cell(seed, 0.7)), new(Cell(seed + 1, 0.7))];
        CellFigures[] second = [new(Cell(seed + 2, 0.5)), new(Cell(seed + 3, 0.5))];
        var bootstrap = new Bootstrap(200);
        var (there, back) = (Clean(bootstrap.Compare(first, second)), Clean(bootstrap.Compare(second, first)));
        return there.Low <= there.Mean && there.Mean <= there.High && Math.Abs(there.Low + back.High) < 1e-12 && Math.Abs(there.Mean + back.Mean) < 1e-12;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void A_clear_difference_excludes_zero_and_more_pictures_make_it_clearer()
    {
        static Difference Of(int pictures) => Clean(new Bootstrap(300).Compare([new(Cell(0, 0.9, pictures))], [new(Cell(9, 0.4, pictures))]));
        var (few, many) = (Of(40), Of(400));
        many.ExcludesZero.ShouldBeTrue();
        (many.High - many.Low).ShouldBeLessThan(0.6 * (few.High - few.Low));
    }

    [Fact]
    public void Spread_is_the_samples_standard_deviation()
    {
        new Spread([1, 2, 4]).Deviation.ShouldBe(Math.Sqrt(7 / 3.0), 1e-12);
        new Spread([1]).Deviation.ShouldBe(double.NaN);
    }

    [Fact]
    public void Rows_without_seeds_stand_beside_every_seed()
    {
        var routed = new RowFigures(new RoutedRow(DrawnFamily.Plan("""{ "name": "a" }""").Rows[0]), [new(Cell(0, 0.5)), new(Cell(1, 0.5))]);
        var fixedRow = new RowFigures(new BaseRow("base"), [new(Cell(7, 0.5))]);
        var (first, second) = RowFigures.Pair(routed, fixedRow);
        first.ShouldBe(routed.Cells);
        second.ShouldBe([fixedRow.Cells[0], fixedRow.Cells[0]]);
        RowFigures.Pair(fixedRow, routed).First.Count.ShouldBe(2);
        RowFigures.Pair(routed, routed with { Cells = [routed.Cells[1]] }).First.ShouldBe([routed.Cells[1]]);
    }

    private static Difference Clean(IEnumerable<Difference> differences) => differences.Single(static one => one.Column.Key == "clean");

    private static StudyCell Cell(int seed, double accuracy, int pictures = Pictures) => new()
    {
        Row = "row",
        Seed = seed,
        Fingerprint = "",
        Depends = new JsonObject(),
        Seen = StudyPictures.Conditions.ToDictionary(static condition => condition, condition => (IReadOnlyList<PictureScores>)[Scores(seed, condition, 0, accuracy, pictures), Scores(seed, condition, 1, accuracy, pictures)]),
        Unseen = [Scores(seed, "unseen", 0, accuracy / 2, pictures)],
    };

    private static PictureScores Scores(int seed, string what, int task, double accuracy, int pictures)
    {
        var draws = new float[2 * pictures];
        new Philox(seed, "figures", what, task).FillUniform(0, draws);
        var right = new Flags([.. draws.Take(pictures).Select(draw => draw < accuracy)]);
        return new PictureScores { Task = $"task {task}", Right = [right], Found = right, RightUnknown = right, Uncertainty = draws[pictures..] };
    }
}
