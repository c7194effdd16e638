using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Benchmarks.Learning;

/// <summary>A network to time: fresh weights, random images, a training step and an inference.</summary>
internal sealed class LearningModel : IDisposable
{
    private readonly float[] _pixels;
    private readonly int[] _labels;
    private readonly TensorShape _shape;
    private readonly AdamW _optimizer;

    public LearningModel(LearningShape shape, Workspace workspace)
    {
        Shape = shape;
        Workspace = workspace;
        Network = (VisionTransformer)Sinter.Learning.Network.FromConfigText(shape.Configuration);
        Weights = Network.Initialize(1);
        Trainable = new Trainable(Weights);
        Source = new TrainableSource(Trainable);
        _optimizer = new AdamW(workspace, Trainable);
        _shape = new TensorShape(shape.Batch, 3, shape.ImageSize, shape.ImageSize);
        _pixels = new float[_shape.Count];
        new Philox(1, "pixels").FillUniform(0, _pixels);
        _labels = [.. Enumerable.Range(0, shape.Batch).Select(static i => i % 10)];
    }

    public LearningShape Shape { get; }

    public Workspace Workspace { get; }

    public VisionTransformer Network { get; }

    public Weights Weights { get; }

    public Trainable Trainable { get; }

    public TrainableSource Source { get; }

    public Tensor Pixels(Pass pass) => pass.Input(_shape, _pixels);

    public Tensor Loss(ParameterSource source, Pass pass)
    {
        var logits = Network.Classifier is null ? Network.Features(source, Pixels(pass), pass) : Network.Forward(source, Pixels(pass), pass);
        return pass.CrossEntropy(logits, _labels);
    }

    public void TrainingStep()
    {
        using (var pass = Workspace.BeginTraining()) pass.Backward(Loss(Source, pass));
        _optimizer.Step(1e-4);
    }

    public void Inference() => Inference(Source);

    public void Inference(ParameterSource source)
    {
        using var pass = Workspace.BeginInference();
        Network.Forward(source, Pixels(pass), pass);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        Trainable.Dispose();
        Weights.Dispose();
    }
}
