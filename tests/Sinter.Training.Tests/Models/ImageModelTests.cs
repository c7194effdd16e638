using Sinter.Checkpoints;
using Sinter.Learning;
using Sinter.Tensors;
using Sinter.Testing;

namespace Sinter.Training.Tests;

public class ImageModelTests
{
    [Fact]
    public void A_saved_model_opens_as_it_was()
    {
        using var folder = new TemporaryFolder();
        using var model = ImageModel.Create(Colours.Shape, ["cat", "dog", "cat"], seed: 1);
        model.Save(folder["model"], texts: new Dictionary<string, string> { ["training.json"] = "{}" });
        using var read = ImageModel.Open(folder["model"]);
        Colours.Values(read).ShouldBe(Colours.Values(model));
        read.Classes.ShouldBe(["cat", "dog", "cat"]);
        read.Configuration.Trim().ShouldBe(model.Configuration.Trim());
        File.Exists(Path.Combine(folder["model"], "preprocessor_config.json")).ShouldBeTrue();
        File.ReadAllText(Path.Combine(folder["model"], "training.json")).ShouldBe("{}\n");
    }

    [Fact]
    public void Weights_can_be_stored_as_bfloat16()
    {
        using var folder = new TemporaryFolder();
        using var model = ImageModel.Create(Colours.Shape, ["cat", "dog"], seed: 1);
        model.Save(folder["model"], ElementType.BF16);
        using var checkpoint = Checkpoint.Open(folder["model"]);
        checkpoint.Tensors.ShouldAllBe(static tensor => tensor.Type == ElementType.BF16);
        using var read = ImageModel.Open(folder["model"]);
        Colours.Values(read).Zip(Colours.Values(model)).ShouldAllBe(static pair => Math.Abs(pair.First - pair.Second) <= Math.Abs(pair.Second) / 256);
    }

    [Fact]
    public void An_existing_folder_is_not_replaced_unasked()
    {
        using var folder = new TemporaryFolder();
        using var model = ImageModel.Create(Colours.Shape, ["cat", "dog"], seed: 1);
        model.Save(folder["model"]);
        Should.Throw<TrainingException>(() => model.Save(folder["model"])).Error.ShouldBe(TrainingError.Output);
        using var other = ImageModel.Create(Colours.Shape, ["cat", "dog"], seed: 2);
        other.Save(folder["model"], overwrite: true);
        using var read = ImageModel.Open(folder["model"]);
        Colours.Values(read).ShouldBe(Colours.Values(other));
    }

    [Fact]
    public void Other_classes_get_a_zero_head_on_the_same_encoder()
    {
        using var model = ImageModel.Create(Colours.Shape, ["cat", "dog"], seed: 1);
        using var other = model.WithClasses(["a", "b", "c"]);
        other.Weights["classifier.weight"].ToArray().ShouldAllBe(static x => x == 0);
        foreach (var part in model.Network.Layout.Parts.Where(static part => !ImageModel.IsHead(part.Name))) other.Weights[part.Name].SequenceEqual(model.Weights[part]).ShouldBeTrue(part.Name);
    }

    [Fact]
    public void An_encoder_takes_the_head_of_an_expert()
    {
        using var expert = ImageModel.Create(Colours.Shape, ["a", "b", "c"], seed: 2);
        using var model = ImageModel.Create(Colours.Shape, ["cat", "dog"], seed: 1);
        using var headed = model.WithHeadOf(expert);
        headed.Classes.ShouldBe(["a", "b", "c"]);
        headed.Weights["classifier.weight"].SequenceEqual(expert.Weights["classifier.weight"]).ShouldBeTrue();
        headed.Weights["vit.layernorm.weight"].SequenceEqual(model.Weights["vit.layernorm.weight"]).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_that_is_not_there_or_no_image_model_is_refused()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<TrainingException>(() => ImageModel.Open(folder["nowhere"])).Error.ShouldBe(TrainingError.UnsuitableModel);
        Directory.CreateDirectory(folder["empty"]);
        Should.Throw<NetworkException>(() => ImageModel.Open(folder["empty"])).Message.ShouldContain("config.json");
    }
}
