using Sinter.Data;
using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Training;

/// <summary>Runs a vision transformer over an image set, in batches, without a tape.</summary>
public static class ImageScorer
{
    private const int BatchSize = 64;

    /// <summary>What the classifier says about every picture: [pictures, classes].</summary>
    /// <inheritdoc cref="Features" path="/param"/>
    /// <exception cref="DatasetException">A picture cannot be read.</exception>
    /// <exception cref="NetworkException">An activation is not finite.</exception>
    public static float[] Logits(ImageModel model, ImageSet pictures, Workspace workspace, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Network.Classifier is null) throw new TrainingException(TrainingError.UnsuitableModel, $"{model.Place}: has no classifier.");
        return Run(model, pictures, workspace, model.Classes.Length, (source, x, pass) => model.Network.Forward(source, x, pass), progress, cancellation);
    }

    /// <summary>What the classifier reads of every picture: [pictures, feature width].</summary>
    /// <param name="model">The model.</param>
    /// <param name="pictures">The pictures.</param>
    /// <param name="workspace">Threads and memory.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="DatasetException">A picture cannot be read.</exception>
    /// <exception cref="NetworkException">An activation is not finite.</exception>
    public static float[] Features(ImageModel model, ImageSet pictures, Workspace workspace, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Run(model, pictures, workspace, model.Network.FeatureWidth, (source, x, pass) => model.Network.Features(source, x, pass), progress, cancellation);
    }

    private static float[] Run(
        ImageModel model, ImageSet pictures, Workspace workspace, int width, Func<ParameterSource, Tensor, Pass, Tensor> forward, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(workspace);
        var side = model.Network.ImageSize;
        var loader = new PictureLoader(workspace.Pool, model.Preprocessor, side);
        var source = new FixedSource(model.Weights);
        var pixels = new float[BatchSize * loader.Length];
        var result = new float[(long)pictures.Count * width];
        for (var first = 0; first < pictures.Count; first += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(BatchSize, pictures.Count - first);
            var part = pixels.AsMemory(0, count * loader.Length);
            loader.Fill(pictures, first, count, part);
            using var pass = workspace.BeginInference();
            forward(source, pass.Input(new TensorShape(count, 3, side, side), part.Span), pass).Values.CopyTo(result.AsSpan(first * width));
            progress?.Report((double)(first + count) / pictures.Count);
        }

        return result;
    }
}
