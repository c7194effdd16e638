using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>What the frozen models say about the adaptation images, computed once.</summary>
internal sealed class AdaptationFeatures
{
    private const int BatchSize = 64;

    private AdaptationFeatures(int count, RoutedModel model)
    {
        Count = count;
        Features = new float[(long)count * model.Joint.Width];
        RouterInputs = new float[(long)count * model.Router.Width];
        Targets = new float[(long)count * model.Joint.Classes.Count];
        Tasks = new int[count];
        Teachers = new int[count];
        Predicted = new int[count];
    }

    public int Count { get; }

    /// <summary>Base features [N, F].</summary>
    public float[] Features { get; }

    /// <summary>What the router looks at [N, d].</summary>
    public float[] RouterInputs { get; }

    /// <summary>Soft labels over all classes [N, L]: the teaching expert's prediction inside its block.</summary>
    public float[] Targets { get; }

    /// <summary>The task of each image, −1 when not known.</summary>
    public int[] Tasks { get; }

    /// <summary>The expert that teaches: that of the task, or where that is not known the one whose prediction has the least entropy relative to its number of classes.</summary>
    public int[] Teachers { get; }

    /// <summary>The class, inside its block, that the teaching expert predicts.</summary>
    public int[] Predicted { get; }

    /// <summary>Rows of a matrix with these numbers, side by side.</summary>
    public static float[] Gather(float[] values, int width, ReadOnlySpan<int> rows)
    {
        var result = new float[rows.Length * width];
        for (var i = 0; i < rows.Length; i++) values.AsSpan(rows[i] * width, width).CopyTo(result.AsSpan(i * width));
        return result;
    }

    public static AdaptationFeatures Compute(RoutedModel model, IAdaptationSet set, Workspace workspace, CancellationToken cancellation)
    {
        var result = new AdaptationFeatures(set.Count, model);
        for (var i = 0; i < set.Count; i++)
        {
            result.Tasks[i] = set.TaskOf(i);
            if (result.Tasks[i] < -1 || result.Tasks[i] >= model.Heads.Count)
                throw new RoutingException(RoutingError.AdaptationSet, $"Image {i} of the adaptation set belongs to task {result.Tasks[i]}; there are {model.Heads.Count} experts.");
        }

        int[] everyone = [.. Enumerable.Range(0, set.Count)];
        model.ForBatches(set, everyone, BatchSize, workspace, (pass, samples, images) =>
        {
            var view = model.LookAtBase(pass, images);
            for (var i = 0; i < samples.Length; i++)
            {
                view.Features.Slice(i * model.Joint.Width, model.Joint.Width).CopyTo(result.Features.AsSpan(samples[i] * model.Joint.Width));
                view.RouterInputs.Slice(i * model.Router.Width, model.Router.Width).CopyTo(result.RouterInputs.AsSpan(samples[i] * model.Router.Width));
            }
        }, cancellation);

        Array.Fill(result.Teachers, -1);
        var doubts = new double[set.Count];
        for (var k = 0; k < model.Heads.Count; k++)
        {
            int[] taught = [.. everyone.Where(i => result.Tasks[i] == k || result.Tasks[i] < 0)];
            if (taught.Length == 0) continue;
            using var expert = StaticMerge.Expert(model.Vectors, k);
            var source = new FixedSource(expert);
            model.ForBatches(set, taught, BatchSize, workspace, (pass, samples, images) => result.Teach(model, k, samples, doubts, model.Heads[k].Apply(pass, model.Features(pass, source, images)).Values), cancellation);
        }

        return result;
    }

    private void Teach(RoutedModel model, int expert, int[] samples, double[] doubts, ReadOnlySpan<float> logits)
    {
        var (classes, all) = (model.Heads[expert].Classes.Count, model.Joint.Classes.Count);
        var p = new float[classes];
        for (var i = 0; i < samples.Length; i++)
        {
            Softmax.Row(logits.Slice(i * classes, classes), p);
            var doubt = p.Sum(static v => v > 0 ? -v * Math.Log(v) : 0) / Math.Log(Math.Max(2, classes));
            var sample = samples[i];
            if (Teachers[sample] >= 0 && doubts[sample] <= doubt) continue;
            (Teachers[sample], doubts[sample], Predicted[sample]) = (expert, doubt, Array.IndexOf(p, p.Max()));
            var row = Targets.AsSpan(sample * all, all);
            row.Clear();
            p.CopyTo(row[model.Offsets[expert]..]);
        }
    }
}
