using System.CommandLine;
using System.Globalization;
using Sinter.Data;
using Sinter.Learning;
using Sinter.Routing;

namespace Sinter.Cli;

/// <summary><c>sinter bench routing MODEL --data ...</c>: time, memory and accuracy of each way to run a routed model, against one static model of the same size.</summary>
internal sealed class BenchRoutingCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Argument<string> _model = CommonOptions.Path("MODEL", "The folder of the routed model.");
    private readonly AdaptationPictures _pictures;
    private readonly Option<int> _rank = new("--rank") { HelpName = "N", Description = "Rank of the low-rank row.", DefaultValueFactory = static _ => 16 };
    private readonly Option<int> _rounds = new("--rounds") { HelpName = "N", Description = "Times each is run; the median counts.", DefaultValueFactory = static _ => 3 };
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<bool> _json = CommonOptions.Json();

    public BenchRoutingCommand(Terminal terminal, Interruption interruption)
        : base("routing", "Time, memory and accuracy of each way to run a routed model.")
    {
        (_terminal, _interruption) = (terminal, interruption);
        Add(_model);
        _pictures = new AdaptationPictures(this, "Labelled pictures: NAME=TASK for the expert NAME, or the name of a task or group whose experts are called alike; may be repeated.", TaskSplit.Test);
        foreach (var option in (Option[])[_rank, _rounds, _threads, _json]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        if (parsed.GetValue(_rank) < 1 || parsed.GetValue(_rounds) < 1) throw new UsageException("--rank and --rounds must be at least 1.");
        using var model = RoutedModelFiles.Load(parsed.GetValue(_model)!);
        var tasks = _pictures.Open(parsed, [.. model.Heads.Select(static head => head.Name)]).Select(part => new PictureSet(model, [part], _pictures.Most(parsed))).ToList();
        var rows = new List<Row>();
        var average = Enumerable.Repeat(1f / model.Heads.Count, model.Heads.Count).ToArray();
        using (var workspace = new Workspace(parsed.GetValue(_threads) ?? 0)) Measure("static average", 1, workspace, set => RoutedEvaluation.ScoreStatic(model, average, set, workspace, cancellation));
        Add("exact", new InferenceOptions(), 1 + model.Heads.Count);
        Add("exact, no opinion", new InferenceOptions { Opinion = false }, 1 + model.Heads.Count);
        if (model.Statistics is { } statistics)
        {
            Add("grouped", new InferenceOptions { Mode = InferenceMode.Grouped }, 1 + model.Heads.Count + statistics.Centroids.Length / statistics.Mean.Length);
            if (model.Router.Options.Granularity == RouterGranularity.Layer) Add("varying layers", new InferenceOptions { Mode = InferenceMode.VaryingLayers }, 2 + model.Heads.Count);
        }

        if (!model.IsTruncated)
        {
            model.Truncate(parsed.GetValue(_rank));
            Add($"rank {parsed.GetValue(_rank)}", new InferenceOptions(), 1 + model.Heads.Count);
            Add($"rank {parsed.GetValue(_rank)}, no opinion", new InferenceOptions { Opinion = false }, 1 + model.Heads.Count);
        }

        Write(parsed, rows);
        return ExitCode.Done;

        void Add(string name, InferenceOptions options, int models)
        {
            using var workspace = new Workspace(parsed.GetValue(_threads) ?? 0);
            using var inference = new RoutedInference(model, options, workspace);
            Measure(name, models, workspace, set => RoutedEvaluation.Score(model, inference, set, workspace, cancellation).Accuracy);
        }

        // Pictures are decoded and buffers grown in the first round, which does not count.
        void Measure(string name, int models, Workspace workspace, Func<PictureSet, double> score)
        {
            var accuracy = tasks.Average(score);
            var times = new List<double>();
            for (var round = 0; round < parsed.GetValue(_rounds); round++)
            {
                var start = TimeProvider.System.GetTimestamp();
                foreach (var set in tasks) score(set);
                times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds / tasks.Sum(static set => set.Count));
            }

            times.Sort();
            rows.Add(new Row(name, times[times.Count / 2], accuracy, models * model.Vectors.Layout.Count * sizeof(float), workspace.HeldBytes));
        }
    }

    private void Write(ParseResult parsed, List<Row> rows)
    {
        if (parsed.GetValue(_json))
        {
            Json.Write(_terminal, json =>
            {
                json.WriteStartArray();
                foreach (var row in rows)
                {
                    json.WriteStartObject();
                    json.WriteString("way", row.Name);
                    json.WriteFinite("milliseconds_a_picture", row.Milliseconds);
                    json.WriteFinite("times_static", row.Milliseconds / rows[0].Milliseconds);
                    json.WriteFinite("accuracy", row.Accuracy);
                    json.WriteNumber("weight_bytes", row.Weights);
                    json.WriteNumber("activation_bytes", row.Activations);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
            return;
        }

        var table = new TextTable().Column("way").Column("ms a picture", right: true).Column("times static", right: true).Column("accuracy", right: true).Column("weights", right: true).Column("activations", right: true);
        foreach (var row in rows)
        {
            string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
            table.Row(
                row.Name, Number(row.Milliseconds, "F3"), Number(row.Milliseconds / rows[0].Milliseconds, "F2"), Number(100 * row.Accuracy, "F1") + " %", ByteSize.Format(row.Weights), ByteSize.Format(row.Activations));
        }

        table.Write(_terminal);
    }

    private sealed record Row(string Name, double Milliseconds, double Accuracy, long Weights, long Activations);
}
